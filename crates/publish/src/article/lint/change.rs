//! L15: words of rising and falling need two figures that can be compared.

use record::both;

use super::{Checker, Lint, Said};
use crate::article::{
    Objection,
    binding::Binding,
    expand::Piece,
    trend::{self, Direction},
};

impl Checker<'_> {
    /// L15 for words of rising and falling that no trend binding holds.
    pub(super) fn changes(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for Said { span: sentence, folded } in self.said {
            if !folded.split(|char: char| !char.is_alphanumeric()).any(trend::tells_direction) {
                continue;
            }
            let text = &self.readable[sentence.clone()];
            let mut at = sentence.start;
            for word in text.split_inclusive(|char: char| !char.is_alphanumeric()) {
                let plain = word.trim_end_matches(|char: char| !char.is_alphanumeric());
                let span = at..at + plain.len();
                at += word.len();
                let Some(direction) = trend::direction_of(plain) else { continue };
                if self.expanded.piece_at(&span).is_some() || self.is_shown(sentence, direction) {
                    continue;
                }
                let reason = both!(
                    "'{plain}' compares, and the sentence binds no two figures of one series that do so",
                    "«{plain}» compara, y la oración no enlaza dos cifras de una serie que lo muestren"
                );
                let mend = both!(
                    "write {{{{ trend earlier-id later-id \"rose by a third\" }}}}; where nothing is counted, accept it in the head: \
                     waive = [{{ code = \"L15\", words = \"{plain}\", reason = \"…\" }}]",
                    "escriba {{{{ trend id-anterior id-posterior \"aumentaron un tercio\" }}}}; si no se cuenta nada, acéptelo en el encabezado: \
                     waive = [{{ code = \"L15\", words = \"{plain}\", reason = \"…\" }}]"
                );
                lints.push(self.lint(span.start, "L15", Objection::new(reason, mend)));
            }
        }
        lints
    }

    /// True where two numbers of the sentence went that way.
    fn is_shown(&self, sentence: &std::ops::Range<usize>, direction: Direction) -> bool {
        let within = |piece: &&Piece| sentence.contains(&piece.printed.start);
        let figures: Vec<_> = self
            .expanded
            .pieces
            .iter()
            .filter(within)
            .filter_map(|piece| {
                let Binding::Number { figure, .. } = &piece.binding else { return None };
                self.context.figure(figure)
            })
            .collect();
        figures.iter().any(|from| {
            figures.iter().any(|to| {
                let values = from.printed().zip(to.printed());
                let is_way = values.is_some_and(|(from, to)| match direction {
                    Direction::Up => to > from,
                    Direction::Down => to < from,
                });
                is_way && trend::comparable(from, to, self.context).is_ok()
            })
        })
    }
}
