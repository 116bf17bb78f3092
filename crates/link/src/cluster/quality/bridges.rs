//! Links without which a cluster falls apart.

/// One place on the way down: its parent, and the next neighbour to look at.
struct Step {
    node: usize,
    parent: usize,
    next: usize,
}

/// Links whose removal leaves two parts of at least two nodes each, in order; links as (lower, higher), each once.
pub(super) fn bridges(nodes: usize, links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (left, right) in links {
        neighbours[*left].push(*right);
        neighbours[*right].push(*left);
    }
    let (mut found, mut time) = (Vec::new(), 0);
    // When a node was met, the earliest node it reaches without its parent link, and how many hang below it.
    let (mut met, mut low, mut below) = (vec![usize::MAX; nodes], vec![usize::MAX; nodes], vec![1; nodes]);
    for root in 0..nodes {
        if met[root] != usize::MAX {
            continue;
        }
        let mut candidates = Vec::new();
        let mut path = vec![Step { node: root, parent: usize::MAX, next: 0 }];
        (met[root], low[root], time) = (time, time, time + 1);
        while let Some(step) = path.last_mut() {
            let node = step.node;
            if let Some(other) = neighbours[node].get(step.next).copied() {
                step.next += 1;
                if met[other] == usize::MAX {
                    (met[other], low[other], time) = (time, time, time + 1);
                    path.push(Step { node: other, parent: node, next: 0 });
                } else if other != step.parent {
                    low[node] = low[node].min(met[other]);
                }
                continue;
            }
            let parent = step.parent;
            path.pop();
            if parent != usize::MAX {
                low[parent] = low[parent].min(low[node]);
                below[parent] += below[node];
                if low[node] > met[parent] && below[node] >= 2 {
                    candidates.push((node.min(parent), node.max(parent), below[node]));
                }
            }
        }
        let large = candidates.into_iter().filter(|(_, _, side)| below[root] - side >= 2);
        found.extend(large.map(|(left, right, _)| (left, right)));
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_hang_on_one_link() {
        let links = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)];
        assert_eq!(bridges(6, &links), [(2, 3)]);
    }

    #[test]
    fn a_leaf_is_no_bridge_and_a_chain_is_bridges_inside() {
        assert_eq!(bridges(3, &[(0, 1), (1, 2)]), []);
        assert_eq!(bridges(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]), [(1, 2), (2, 3)]);
    }
}
