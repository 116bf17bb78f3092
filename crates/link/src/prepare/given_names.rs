//! Which words are well-known given names, seldom surnames?
//!
//! Common knowledge, written down for this project: names frequent in Peru, other Spanish ones and English ones. Only
//! used to tell "Juan Carlos Quispe" from "Juan Quispe Mamani", so names that are frequent surnames ("Santos", "Cruz",
//! "Ventura") are left out.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// True for a folded word that is a common given name and seldom a surname.
///
/// ```
/// use link::prepare::given_names::is_given_name;
/// assert!(is_given_name("carlos") && !is_given_name("quispe"));
/// ```
pub fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.contains(word)
}

static GIVEN_NAMES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let names = "\
        abel abraham adan adela adolfo adrian adriana agustin aida alan albert alberto albino alcides alejandra \
        alejandro alex alexander alfonso alfredo alice alicia amalia amanda amelia ana anastasio andrea andres \
        andrew angel angela angelica anibal anita ann anna anne anthony antonia antonio apolonio aquilino ariel \
        armando arnulfo arthur arturo augusto aurelia aurelio aurora barbara basilio beatriz benigno benjamin berta \
        bertha betty brian bruno carla carlos carmen carolina catalina cecilia celestino celia cesar charles \
        christian christine cipriano cirilo clara claudia claudio clemente clotilde concepcion consuelo cristian \
        cristina daniel daniela daria dario david deborah delia demetrio diana diego dina dionisia dionisio dolores \
        domingo domitila donald dora doris edgar edilberto edith edmundo eduardo edward edwin efrain elena eleuterio \
        elias eliseo elizabeth elmer eloy elsa elva elvira emilia emilio emma enrique erica erick erika ernesto \
        esperanza esteban esther eugenia eugenio eulalia eulogia eulogio eusebia eusebio eva evaristo ezequiel \
        fabian fabiola faustina faustino fausto federico feliciano felicita felicitas felipa felipe felix fermin \
        fernanda fernando fidel filomena florencia florencio florentino fortunato francis francisca francisco \
        franklin fredy gabriel gabriela genaro george gerardo german gilberto giovanna gladys gloria gonzalo grace \
        graciela gregoria gregorio guadalupe guillermo gustavo hector helen heliodoro henry herbert hermelinda \
        herminia hernan hilaria hilario hilda honorato horacio hugo humberto ignacia ignacio ines irene irma isaac \
        isabel isaias isidora isidoro ismael israel ivan jacinta jacinto jack jacob jaime james jane janet javier \
        jean jennifer jeremias jesica jessica jesus joan joaquin joel john johnny jonathan jorge jose josefa \
        josefina joseph josue juan juana judith julia julian juliana julio julissa justa justina justino justo karen \
        karina karla katherine kathleen kevin laura leandro lee leon leoncio leonidas leonor leopoldo lidia liliana \
        linda liz lizbeth lorena lorenza lourdes lucia luciano lucila lucio lucy luis luisa lurdes luz luzmila \
        magdalena magno mandy manuel manuela marcela marcelina marcelino marcial marco marcos margaret margarita \
        maria mariana mariano maribel marie marilu marina mario marisol mark marleny marta martha martin martina \
        mary mateo matias matilde mauricio mauro maxima maximo melchora melissa mercedes michael michelle miguel \
        miriam modesto moises monica nancy natalia nelida nelly nelson nestor nicanor nicolasa nicole nilda noemi \
        nora norma octavio odilon ofelia olga olivia omar orlando oscar oswaldo pablo patricia patrick paul paula \
        paulina paulino pedro percy peter petronila pilar placido porfirio primitiva primitivo quintin rafael ramiro \
        ramon ramona raquel raul raymond raymundo rebeca rebecca reina remigio rene ricardo richard rita robert \
        roberto rocio rodolfo rodrigo roger rolando roman romulo ronald rosa rosalia rosalina rosalinda rosalvina \
        rosario rosaura rosendo roxana ruben rufina rufino ruth sabina sabino samuel sandra sara sarah saturnina \
        saturnino saul scott sebastian segundo serapio sergio severino shirley silvia simeon sixto sofia soledad \
        sonia stephen steven sulma susan susana teodora teodoro teodosia teofila teofilo teresa thomas timoteo \
        timothy tomas tomasa toribio urbano ursula valentin valentina valeria valeriano vanessa veronica vicenta \
        vicente vicky victor victoria victoriano vilma violeta virgilio virginia vladimir walter wilber wilfredo \
        william wilmer wilson yesenia yolanda zacarias zenaida zenobia zenon zoila zosimo";
    names.split_whitespace().collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_surnames_are_not_in_it() {
        for surname in "quispe mamani flores santos cruz ramos rojas bautista ventura huaman garcia".split(' ') {
            assert!(!is_given_name(surname), "{surname}");
        }
    }
}
