//! Values with a shape.

/// Values in the order of their last axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tensor {
    /// Lengths of the axes; their product is how many values there are.
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl Tensor {
    pub(crate) fn new(shape: Vec<usize>, values: Vec<f32>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), values.len());
        Self { shape, values }
    }

    pub(crate) fn map(&self, f: impl Fn(f32) -> f32) -> Self {
        Self::new(self.shape.clone(), self.values.iter().map(|&value| f(value)).collect())
    }
}

/// `[rows, columns]` to `[columns, rows]`.
pub(crate) fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
    let rows = values.len() / columns.max(1);
    let mut out = vec![0.0; values.len()];
    for (row, line) in values.chunks_exact(columns.max(1)).enumerate() {
        for (column, &value) in line.iter().enumerate() {
            out[column * rows + row] = value;
        }
    }
    out
}
