//! A chart of the site on paper: the few shapes that its drawings are made of.

use dom_query::NodeRef;

/// What a shape is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Bars and dots.
    Bar,
    /// Words and what stands on bars.
    Ink,
    /// Labels.
    Soft,
    /// Lines of a grid, and dots that are not filled.
    Faint,
}

/// Which part of its words stands at the place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// One shape, in units of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Rect { x: f32, y: f32, width: f32, height: f32, paint: Paint },
    Line { from: (f32, f32), to: (f32, f32), paint: Paint },
    Circle { centre: (f32, f32), radius: f32, paint: Paint },
    Text { x: f32, y: f32, anchor: Anchor, text: String, is_bold: bool, paint: Paint },
}

/// A drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Drawing {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) shapes: Vec<Shape>,
}

impl Drawing {
    /// Reads the drawing of a chart.
    ///
    /// # Errors
    /// The name of the first element that cannot be drawn.
    pub(crate) fn read(svg: &NodeRef<'_>) -> Result<Self, String> {
        let corners: Vec<f32> = svg
            .attr("viewBox")
            .or_else(|| svg.attr("viewbox"))
            .map(|corners| corners.split_whitespace().filter_map(|part| part.parse().ok()).collect())
            .unwrap_or_default();
        let [_, _, width, height] = corners[..] else { return Err("svg without viewBox".to_owned()) };
        let mut drawing = Self { width, height, shapes: Vec::new() };
        for node in svg.children().iter().filter(|node| node.is_element()) {
            let name = node.node_name().unwrap_or_default();
            match &*name {
                "title" | "desc" => {}
                "rect" | "line" | "circle" | "text" => drawing.shapes.push(shape(&name, node)?),
                other => return Err(other.to_owned()),
            }
        }
        Ok(drawing)
    }

    /// Its words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            Shape::Rect { .. } | Shape::Line { .. } | Shape::Circle { .. } => None,
        })
    }
}

fn shape(name: &str, node: &NodeRef<'_>) -> Result<Shape, String> {
    let at = |key: &str| -> Result<f32, String> {
        let found = node.attr(key).and_then(|text| text.parse().ok());
        found.ok_or_else(|| format!("{name} without {key}"))
    };
    let paint = if node.has_class("open") || node.has_class("grid") {
        Paint::Faint
    } else if node.has_class("on-bar") || node.has_class("value") {
        Paint::Ink
    } else if node.has_class("label") {
        Paint::Soft
    } else if name == "text" {
        Paint::Ink
    } else {
        Paint::Bar
    };
    Ok(match name {
        "rect" => Shape::Rect { x: at("x")?, y: at("y")?, width: at("width")?, height: at("height")?, paint },
        "line" => Shape::Line { from: (at("x1")?, at("y1")?), to: (at("x2")?, at("y2")?), paint },
        "circle" => Shape::Circle { centre: (at("cx")?, at("cy")?), radius: at("r")?, paint },
        _ => Shape::Text {
            x: at("x")?,
            y: at("y")?,
            anchor: match node.attr("text-anchor").as_deref() {
                Some("middle") => Anchor::Middle,
                Some("end") => Anchor::End,
                Some(_) | None => Anchor::Start,
            },
            text: node.text().trim().to_owned(),
            is_bold: node.has_class("value"),
            paint,
        },
    })
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn a_chart_of_the_site_is_read_and_a_strange_element_refused() {
        let bar = publish::chart::Bar {
            label: "Women".to_owned(),
            value: 27.0,
            interval: Some((20.0, 30.0)),
            text: "27".to_owned(),
            href: "#".to_owned(),
        };
        let html = publish::chart::bars("By sex", &[bar], record::Language::En).into_string();
        let page = Document::from(html.as_str());
        let drawing = Drawing::read(&page.select("svg").nodes()[0]).unwrap();
        assert_eq!(drawing.words().collect::<Vec<_>>(), ["Women", "27"]);
        assert!(drawing.shapes.iter().any(|shape| matches!(shape, Shape::Rect { width, .. } if *width > 100.0)));
        let page = Document::from("<svg viewBox='0 0 4 4'><image href='x'/></svg>");
        assert_eq!(Drawing::read(&page.select("svg").nodes()[0]), Err("image".to_owned()));
    }
}
