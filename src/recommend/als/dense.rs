//! Small dense matrices in `f64`: Cholesky of a Gram matrix and the inverse of its factor.

/// A positive definite `n x n` matrix as `L L'`.
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factorises the row-major matrix. Where it is singular (fewer rows than factors and no regularisation), the
    /// smallest ridge that helps is added, from 1e-12 of the mean diagonal upwards.
    #[must_use]
    pub fn new(matrix: &[f64], n: usize) -> Self {
        let mean = (0..n).map(|i| matrix[i * n + i]).sum::<f64>() / n.max(1) as f64;
        let scale = if mean > 0.0 { mean } else { 1.0 };
        let mut ridge = 0.0;
        loop {
            if let Some(lower) = factorise(matrix, n, ridge, scale * 1e-13) {
                return Self { n, lower };
            }
            ridge = if ridge == 0.0 { scale * 1e-12 } else { ridge * 10.0 };
            if !ridge.is_finite() {
                // Only a matrix with NaN in it gets here; the identity keeps the damage in one place.
                let mut lower = vec![0.0; n * n];
                (0..n).for_each(|i| lower[i * n + i] = 1.0);
                return Self { n, lower };
            }
        }
    }

    /// `L^-1`, row-major, lower triangle.
    #[must_use]
    pub fn inverse_lower(&self) -> Vec<f64> {
        let (n, l) = (self.n, &self.lower);
        let mut inverse = vec![0.0; n * n];
        for i in 0..n {
            let (above, row) = inverse.split_at_mut(i * n);
            let row = &mut row[..n];
            for k in 0..i {
                let factor = l[i * n + k];
                for (x, a) in row[..=k].iter_mut().zip(&above[k * n..]) {
                    *x -= factor * a;
                }
            }
            row[i] = 1.0;
            let pivot = l[i * n + i];
            row[..=i].iter_mut().for_each(|x| *x /= pivot);
        }
        inverse
    }

    /// Solves `L L' x = b` in place.
    pub fn solve(&self, b: &mut [f64]) {
        let (n, l) = (self.n, &self.lower);
        for i in 0..n {
            let known: f64 = l[i * n..i * n + i].iter().zip(&*b).map(|(x, y)| x * y).sum();
            b[i] = (b[i] - known) / l[i * n + i];
        }
        for i in (0..n).rev() {
            b[i] /= l[i * n + i];
            let x = b[i];
            for (b, l) in b[..i].iter_mut().zip(&l[i * n..]) {
                *b -= x * l;
            }
        }
    }
}

fn factorise(matrix: &[f64], n: usize, ridge: f64, least: f64) -> Option<Vec<f64>> {
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        let (above, row) = l.split_at_mut(i * n);
        for j in 0..i {
            let other = &above[j * n..=j * n + j];
            let known: f64 = row[..j].iter().zip(other).map(|(x, y)| x * y).sum();
            row[j] = (matrix[i * n + j] - known) / other[j];
        }
        let known: f64 = row[..i].iter().map(|x| x * x).sum();
        let pivot = matrix[i * n + i] + ridge - known;
        if pivot.is_nan() || pivot <= least {
            return None;
        }
        row[i] = pivot.sqrt();
    }
    Some(l)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_inverts() {
        let a = [4.0, 2.0, 1.0, 2.0, 5.0, 3.0, 1.0, 3.0, 6.0];
        let c = Cholesky::new(&a, 3);
        let mut x = [7.0, 10.0, 10.0]; // A (1, 1, 1)
        c.solve(&mut x);
        assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-12), "{x:?}");
        let inverse = c.inverse_lower();
        for i in 0..3 {
            for j in 0..3 {
                let product: f64 = (0..3).map(|k| inverse[i * 3 + k] * c.lower[k * 3 + j]).sum();
                assert!((product - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn singular_and_hopeless_matrices_give_finite_answers() {
        for a in [[1.0, 1.0, 1.0, 1.0], [0.0; 4], [f64::NAN; 4]] {
            let mut x = [1.0, 1.0];
            Cholesky::new(&a, 2).solve(&mut x);
            assert!(x.iter().all(|x| x.is_finite()), "{a:?}: {x:?}");
        }
    }
}
