//! What gains after the mergers: nodes moved one by one, clusters split, and moves in sequence that gain only together.
//!
//! Sources: Kernighan & Lin 1970, *Bell Syst. Tech. J.* 49:291-307 (sequences that may lose on the way); Keuper et al. 2015,
//! *Proc. ICCV*, 1751-1759 (the same for partitions into any number of parts).

use super::solve::{GAIN_MIN_BITS, Solver};

/// A sequence ends after so many moves without a new best.
const SEQUENCE_MAX: usize = 24;

/// A node that goes to a cluster.
struct Step {
    node: usize,
    to: usize,
    gain: f64,
}

impl Solver<'_> {
    /// Moves each node to where it weighs most, alone included. Whether any moved.
    pub(super) fn move_nodes(&mut self) -> bool {
        let count = self.nodes.len();
        if count < 3 {
            return false; // Of two, the merger decided.
        }
        let mut moved = false;
        for node in 0..count {
            self.sums.clear();
            self.sums.resize(count, 0.0);
            let weights = &self.nodes.weights[node * count..(node + 1) * count];
            for (other, weight) in weights.iter().enumerate().filter(|(other, _)| *other != node) {
                self.sums[self.label[other]] += weight;
            }
            let here = self.label[node];
            let best = (0..count).reduce(|best, at| if self.sums[at] > self.sums[best] { at } else { best });
            let (Some(best), stay) = (best, self.sums[here]) else { continue };
            if self.sums[best].max(0.0) <= stay + GAIN_MIN_BITS {
                continue;
            }
            if self.sums[best] > GAIN_MIN_BITS {
                self.label[node] = best;
                moved = true;
            } else if let Some(free) = self.free_label(node) {
                self.label[node] = free;
                moved = true;
            }
        }
        moved
    }

    /// A label that no other node has; none where the node is alone.
    fn free_label(&self, node: usize) -> Option<usize> {
        let here = self.label[node];
        let is_alone = !self.label.iter().enumerate().any(|(other, label)| other != node && *label == here);
        if is_alone { None } else { (0..self.nodes.len()).find(|label| !self.label.contains(label)) }
    }

    /// Splits clusters whose halves weigh against each other. Whether any was.
    pub(super) fn split(&mut self) -> bool {
        let count = self.nodes.len();
        let mut any = false;
        for cluster in (0..count).filter(|_| count >= 4) {
            let members: Vec<usize> = (0..count).filter(|node| self.label[*node] == cluster).collect();
            if members.len() < 4 {
                continue; // Smaller halves are single nodes: a move.
            }
            let Some(half) = self.half(&members) else { continue };
            if let Some(free) = (0..count).find(|label| !self.label.contains(label)) {
                half.iter().for_each(|node| self.label[*node] = free);
                any = true;
            }
        }
        any
    }

    /// The half around one end of the pair that speaks most against a cluster, if leaving gains.
    fn half(&self, members: &[usize]) -> Option<Vec<usize>> {
        let count = self.nodes.len();
        let weight = |one: usize, other: usize| self.nodes.weights[one * count + other];
        let pairs =
            members.iter().enumerate().flat_map(|(at, one)| members[at + 1..].iter().map(|other| (*one, *other)));
        let worst =
            pairs.reduce(|worst, pair| if weight(pair.0, pair.1) < weight(worst.0, worst.1) { pair } else { worst })?;
        if weight(worst.0, worst.1) >= 0.0 {
            return None;
        }
        let (mut stay, mut leave) = (vec![worst.0], vec![worst.1]);
        let mut rest: Vec<usize> =
            members.iter().copied().filter(|node| *node != worst.0 && *node != worst.1).collect();
        let mut lean: Vec<f64> = rest.iter().map(|node| weight(*node, worst.0) - weight(*node, worst.1)).collect();
        while let Some(at) =
            (0..rest.len()).reduce(|best, at| if lean[at].abs() > lean[best].abs() { at } else { best })
        {
            let (node, side) = (rest.swap_remove(at), lean.swap_remove(at));
            let sign = if side >= 0.0 { 1.0 } else { -1.0 };
            if side >= 0.0 {
                stay.push(node)
            } else {
                leave.push(node)
            }
            rest.iter().zip(&mut lean).for_each(|(other, lean)| *lean += sign * weight(*other, node));
        }
        let across: f64 = leave.iter().map(|one| stay.iter().map(|other| weight(*one, *other)).sum::<f64>()).sum();
        (across < -GAIN_MIN_BITS).then_some(leave)
    }

    /// Moves nodes one after the other, each at most once, the best first even where it loses; keeps the sequence up to
    /// where it gained most. Whether it gained.
    pub(super) fn move_in_sequence(&mut self) -> bool {
        let count = self.nodes.len();
        if count < 4 {
            return false;
        }
        self.reach_all();
        let (mut moved, mut is_moved) = (Vec::new(), vec![false; count]);
        let (mut total, mut most, mut kept) = (0.0, GAIN_MIN_BITS, 0);
        while moved.len() < (kept + SEQUENCE_MAX).min(count) {
            let Some(step) = self.best_step(&is_moved) else { break };
            moved.push((step.node, self.label[step.node]));
            is_moved[step.node] = true;
            self.take(&step);
            total += step.gain;
            if total > most {
                (most, kept) = (total, moved.len());
            }
        }
        for (node, label) in moved.drain(kept..).rev() {
            self.label[node] = label;
        }
        kept > 0
    }

    /// Sums the weights of each node to each cluster: `between[node][cluster]`; and the clusters' nodes.
    fn reach_all(&mut self) {
        let count = self.nodes.len();
        self.between.clear();
        self.between.resize(count * count, 0.0);
        self.sizes.clear();
        self.sizes.resize(count, 0.0);
        for node in 0..count {
            self.sizes[self.label[node]] += 1.0;
            for other in (0..count).filter(|other| *other != node) {
                self.between[node * count + self.label[other]] += self.nodes.weights[node * count + other];
            }
        }
    }

    /// The step that gains most, or loses least.
    fn best_step(&self, is_moved: &[bool]) -> Option<Step> {
        let count = self.nodes.len();
        let free = self.sizes.iter().position(|size| *size == 0.0);
        let mut best: Option<Step> = None;
        for node in (0..count).filter(|node| !is_moved[*node]) {
            let here = self.label[node];
            let stay = self.between[node * count + here];
            for to in (0..count).filter(|to| *to != here && (self.sizes[*to] > 0.0 || Some(*to) == free)) {
                let gain = if self.sizes[to] > 0.0 { self.between[node * count + to] } else { 0.0 } - stay;
                if gain.is_finite() && best.as_ref().is_none_or(|best| gain > best.gain) {
                    best = Some(Step { node, to, gain });
                }
            }
        }
        best
    }

    fn take(&mut self, step: &Step) {
        let (count, from) = (self.nodes.len(), self.label[step.node]);
        self.label[step.node] = step.to;
        self.sizes[from] -= 1.0;
        self.sizes[step.to] += 1.0;
        for node in (0..count).filter(|node| *node != step.node) {
            let weight = self.nodes.weights[node * count + step.node];
            self.between[node * count + step.to] += weight;
            if weight.is_finite() {
                self.between[node * count + from] -= weight;
            } else {
                // What must stay apart cannot be taken off a sum: it is made anew.
                let there = (0..count).filter(|other| *other != node && self.label[*other] == from);
                self.between[node * count + from] = there.map(|other| self.nodes.weights[node * count + other]).sum();
            }
        }
    }
}
