//! Who asks: what the seeds say, and what the user has played beside it.

/// A listener's factors.
#[derive(Clone, Debug)]
pub struct Listener {
    /// The seeds folded in.
    pub seeds: Vec<f32>,
    /// What the user has played, folded in, and what it weighs.
    pub own: Option<(Vec<f32>, f32)>,
}

impl Listener {
    /// What the seeds' score of a row is multiplied by: 1, and more where the user's own records want the row too. `product` is
    /// the row's with the factors it is given.
    pub fn times(&self, product: impl Fn(&[f32]) -> f32) -> f32 {
        self.own.as_ref().map_or(1.0, |(own, weight)| 1.0 + weight * product(own).max(0.0))
    }

    /// The row's score where the seeds give it this one. So taste orders what fits the seeds and brings nothing that does not.
    pub fn score(&self, of_seeds: f32, product: impl Fn(&[f32]) -> f32) -> f32 {
        if of_seeds > 0.0 { of_seeds * self.times(product) } else { of_seeds }
    }
}

/// `a.b`.
pub fn product(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_plays_brings_forward_and_never_back() {
        let own = Some((vec![0.5, -0.25], 2.0));
        let listener = Listener { seeds: vec![1.0, 0.0], own };
        let times = |item: [f32; 2]| listener.times(|own| product(own, &item));
        assert!((times([1.0, 0.0]) - 2.0).abs() < 1e-6);
        assert!((times([0.0, 1.0]) - 1.0).abs() < 1e-6, "unlike it, so as without");
        let low = listener.score(-0.1, |_| 9.0);
        assert!((low + 0.1).abs() < 1e-6, "what the seeds do not want is no worse for it");
        let alone = Listener { own: None, ..listener.clone() };
        assert!((alone.times(|_| 9.0) - 1.0).abs() < 1e-6);
    }
}
