//! How is a value made comparable without losing what was written?
//!
//! The caller keeps the original; every function here reads a text and returns a new one, or nothing where the text
//! says nothing. A settings file names these functions by the words of [`transform::Transform`].

pub mod arabic;
pub mod atom;
pub mod elements;
pub mod fold;
pub mod full_name;
pub mod given_names;
pub mod names;
pub mod nicknames;
pub mod parts;
pub mod skeleton;
pub mod sound;
pub mod transform;

#[cfg(test)]
mod tests;
