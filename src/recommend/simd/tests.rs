use super::*;

/// Values that are not tidy, the same in every run.
fn values(n: usize, seed: u32) -> Vec<f32> {
    let mut x = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
    let mut next = move || {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (x >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..n).map(|_| next()).collect()
}

struct Everything<'a> {
    a: &'a [f32],
    b: &'a [f32],
    width: usize,
}

struct Answers {
    dot: f32,
    axpy: Vec<f32>,
    scaled: Vec<f32>,
    syrk: Vec<f32>,
    transposed: Vec<f32>,
    sums: Vec<f32>,
    arithmetic: Vec<f32>,
    sum: f32,
}

impl Work for Everything<'_> {
    type Out = Answers;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> Answers {
        let (a, b) = (blocks(self.a), blocks(self.b));
        let mut y = self.b.to_vec();
        axpy(s, 0.7, a, blocks_mut(&mut y));
        let mut z = self.b.to_vec();
        scale_into(s, -0.3, a, blocks_mut(&mut z));
        let mut c = vec![0.5; self.width * LANES * self.width * LANES];
        syrk_upper(s, a, self.width, blocks_mut(&mut c), false);
        syrk_upper(s, b, self.width, blocks_mut(&mut c), true);
        let rows = s.transpose(std::array::from_fn(|i| s.load(&a[i % a.len()])));
        let mut transposed = vec![0.0; 64];
        for (row, to) in rows.into_iter().zip(blocks_mut(&mut transposed)) {
            s.store(row, to);
        }
        let mut sums = vec![0.0; LANES];
        let eight: [S::V; LANES] = std::array::from_fn(|i| s.load(&a[i % a.len()]));
        s.store(s.sum_each(eight), &mut blocks_mut(&mut sums)[0]);
        let (p, q) = (s.load(&a[0]), s.load(&b[0]));
        let root = s.sqrt(s.mul(p, p));
        let all = [s.add(p, q), s.fnma(p, q, p), s.max(p, q), root, s.div(q, s.add(root, s.splat(1.0)))];
        let mut arithmetic = vec![0.0; all.len() * LANES];
        for (v, to) in all.into_iter().zip(blocks_mut(&mut arithmetic)) {
            s.store(v, to);
        }
        s.prefetch(a);
        Answers {
            sums,
            arithmetic,
            dot: dot(s, a, b),
            axpy: y,
            scaled: z,
            syrk: c,
            transposed,
            sum: s.sum(s.load(&a[0])),
        }
    }
}

fn assert_close(a: &[f32], b: &[f32], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (i, (x, y)) in a.iter().zip(b).enumerate() {
        assert!((x - y).abs() <= 1e-5 * (1.0 + x.abs()), "{what}[{i}]: {x} and {y}");
    }
}

#[test]
fn every_kernel_agrees_with_the_scalar_one() {
    for (width, rows) in [(1, 1), (1, 9), (2, 8), (3, 17), (5, 40), (16, 30)] {
        let n = width * rows * LANES;
        let (a, b) = (values(n, 1), values(n, 2));
        let work = || Everything { a: &a, b: &b, width };
        let (fast, plain) = (dispatch(work()), dispatch_scalar(work()));
        assert_close(&[fast.dot, fast.sum], &[plain.dot, plain.sum], "dot and sum");
        assert_close(&fast.axpy, &plain.axpy, "axpy");
        assert_close(&fast.scaled, &plain.scaled, "scale");
        assert_close(&fast.syrk, &plain.syrk, "syrk");
        assert_eq!(fast.transposed, plain.transposed, "transpose");
        assert_close(&fast.sums, &plain.sums, "sum of each");
        assert_close(&fast.arithmetic, &plain.arithmetic, "arithmetic");
    }
}

#[test]
fn the_scalar_kernels_are_the_textbook_ones() {
    let (width, rows) = (3, 7);
    let n = width * LANES;
    let (a, b) = (values(n * rows, 3), values(n * rows, 4));
    let answers = dispatch_scalar(Everything { a: &a, b: &b, width });
    let dot: f64 = a.iter().zip(&b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum();
    assert!((f64::from(answers.dot) - dot).abs() < 1e-4);
    for i in 0..n {
        for j in 0..n {
            let exact: f64 = (0..rows)
                .map(|r| {
                    let at = |m: &[f32], k: usize| f64::from(m[r * n + k]);
                    at(&a, i) * at(&a, j) + at(&b, i) * at(&b, j)
                })
                .sum();
            let expected = if j / LANES >= i / LANES { exact } else { 0.5 };
            let got = f64::from(answers.syrk[i * n + j]);
            assert!((got - expected).abs() < 1e-4, "{i},{j}: {got} and {expected}");
        }
    }
    assert!((answers.transposed[9] - a[9]).abs() < f32::EPSILON);
    let sum: f32 = a[8..16].iter().sum();
    assert!((answers.sums[1] - sum).abs() < 1e-5);
    let expected = [a[1] + b[1], a[1] - a[1] * b[1], a[1].max(b[1]), a[1].abs(), b[1] / (a[1].abs() + 1.0)];
    for (what, expected) in expected.into_iter().enumerate() {
        assert!((answers.arithmetic[what * LANES + 1] - expected).abs() < 1e-6, "{what}");
    }
    assert!((answers.transposed[1] - a[8]).abs() < f32::EPSILON);
}

struct Bytes<'a>(&'a [[i8; BYTES]], &'a [[i8; BYTES]]);

impl Work for Bytes<'_> {
    type Out = i32;

    #[inline(always)]
    fn with<S: Simd>(self, s: S) -> i32 {
        dot_i8(s, self.0, self.1)
    }
}

#[test]
fn byte_dot_products_agree_exactly_also_at_the_extremes() {
    let noise = |seed| -> Vec<i8> { values(160, seed).iter().map(|x| (x * 127.0) as i8).collect() };
    for (a, b) in
        [(noise(5), noise(6)), (vec![127; 160], vec![-127; 160]), (vec![-127; 160], vec![-127; 160])]
    {
        let expected: i32 = a.iter().zip(&b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum();
        let (a, b) = (a.as_chunks().0, b.as_chunks().0);
        assert_eq!(dispatch(Bytes(a, b)), expected);
        assert_eq!(dispatch_scalar(Bytes(a, b)), expected);
    }
}
