//! What the operators do with values.

use crate::{
    Refused, Result,
    rows::Packed,
    tensor::{Tensor, transposed},
    window::Windows,
};

/// An operator with its weights.
#[derive(Clone, Debug)]
pub(crate) enum Operator {
    /// The same values in another shape: without or with axes of length one.
    Shape(Vec<usize>),
    Add,
    Multiply,
    Relu,
    Sigmoid,
    /// One behind the other along an axis.
    Concat(usize),
    /// The largest along the last axis.
    Max,
    /// The mean along the last axis.
    Mean,
    /// A convolution over the whole picture, and of each row the largest: `[1, 1, rows, columns]` to `[1, channels, rows, 1]`.
    RowMaxima(Packed),
    /// A convolution along time: `[1, channels, rows, 1]` to as many rows of other channels.
    AlongTime {
        windows: Windows,
        above: usize,
        below: usize,
    },
    /// Each value from all: `[1, n]` to `[1, channels]`.
    Dense(Windows),
}

impl Operator {
    /// One step; what does not fit is refused, which planning finds before any patch.
    pub(crate) fn run(&self, inputs: &[&Tensor]) -> Result<Tensor> {
        let [first, rest @ ..] = inputs else { return Err(Refused::new("an operator has no input")) };
        match (self, rest) {
            (Self::Shape(shape), _) => Ok(Tensor::new(shape.clone(), first.values.clone())),
            (Self::Add, [second]) => pairwise(first, second, |a, b| a + b),
            (Self::Multiply, [second]) => pairwise(first, second, |a, b| a * b),
            (Self::Relu, _) => Ok(first.map(|value| value.max(0.0))),
            (Self::Sigmoid, _) => Ok(first.map(|value| 1.0 / (1.0 + (-value).exp()))),
            (Self::Concat(axis), _) => concat(inputs, *axis),
            (Self::Max, _) => {
                reduce(first, |values| values.iter().copied().fold(f32::NEG_INFINITY, f32::max))
            }
            (Self::Mean, _) => reduce(first, |values| values.iter().sum::<f32>() / values.len() as f32),
            (Self::RowMaxima(packed), _) => row_maxima(packed, first),
            (Self::AlongTime { windows, above, below }, _) => along_time(windows, (*above, *below), first),
            (Self::Dense(windows), _) => dense(windows, first),
            _ => Err(Refused::new("an operator lacks its second input")),
        }
    }
}

/// Of values of the same shape, or of which those that are fewer are one, or one a channel; `f` does not mind their order.
fn pairwise(a: &Tensor, b: &Tensor, f: impl Fn(f32, f32) -> f32) -> Result<Tensor> {
    let (a, b) = if a.values.len() < b.values.len() { (b, a) } else { (a, b) };
    // Values of the first ones by each of the second.
    let each = match b.values.len() {
        n if n == a.values.len() => 1,
        1 => a.values.len(),
        n if b.shape.get(1) == Some(&n) && a.shape.get(..2) == Some(&[1, n]) => a.values.len() / n.max(1),
        _ => {
            return Err(Refused::new(format!(
                "values of the shapes {:?} and {:?} do not meet",
                a.shape, b.shape
            )));
        }
    };
    let pairs = a.values.chunks(each.max(1)).zip(&b.values);
    let values = pairs.flat_map(|(a, &b)| a.iter().map(move |&a| (a, b))).map(|(a, b)| f(a, b)).collect();
    Ok(Tensor::new(a.shape.clone(), values))
}

fn concat(inputs: &[&Tensor], axis: usize) -> Result<Tensor> {
    let mut shape = inputs[0].shape.clone();
    let straight = |shape: &[usize]| shape.get(..axis).is_some_and(|before| before.iter().all(|&n| n == 1));
    let alike = |other: &Tensor| {
        other.shape.len() == shape.len()
            && straight(&other.shape)
            && other.shape[axis + 1..] == shape[axis + 1..]
    };
    if axis >= shape.len() || !inputs.iter().all(|input| alike(input)) {
        return Err(Refused::new("values to be put behind each other have other shapes"));
    }
    shape[axis] = inputs.iter().map(|input| input.shape[axis]).sum();
    Ok(Tensor::new(shape, inputs.iter().flat_map(|input| input.values.iter().copied()).collect()))
}

fn reduce(input: &Tensor, f: impl Fn(&[f32]) -> f32) -> Result<Tensor> {
    let Some((&last, shape)) = input.shape.split_last().filter(|(last, _)| **last > 0) else {
        return Err(Refused::new("there is nothing to be pooled"));
    };
    Ok(Tensor::new(shape.to_vec(), input.values.chunks_exact(last).map(f).collect()))
}

fn row_maxima(packed: &Packed, input: &Tensor) -> Result<Tensor> {
    let [1, 1, rows, columns] = input.shape[..] else {
        return Err(Refused::new("a convolution over the picture does not get a picture"));
    };
    Ok(Tensor::new(vec![1, packed.channels(), rows, 1], packed.run(&input.values, columns)))
}

fn along_time(windows: &Windows, (above, below): (usize, usize), input: &Tensor) -> Result<Tensor> {
    let [1, channels @ 1..=usize::MAX, _, 1] = input.shape[..] else {
        return Err(Refused::new("a convolution along time does not get channels in time"));
    };
    let mut values = vec![0.0; above * channels];
    let rows = input.values.len() / channels;
    values.extend(transposed(&input.values, rows));
    values.resize(values.len() + below * channels, 0.0);
    if values.len() < windows.length() || !windows.length().is_multiple_of(channels) {
        return Err(Refused::new("a convolution along time gets other channels than it has weights for"));
    }
    let found = windows.run(&values, channels);
    let rows = found.len() / windows.channels();
    Ok(Tensor::new(vec![1, windows.channels(), rows, 1], transposed(&found, windows.channels())))
}

fn dense(windows: &Windows, input: &Tensor) -> Result<Tensor> {
    if input.shape[..] != [1, windows.length()] {
        return Err(Refused::new("a dense layer gets another number of values than it has weights for"));
    }
    Ok(Tensor::new(vec![1, windows.channels()], windows.run(&input.values, windows.length())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(shape: &[usize], values: &[f32]) -> Tensor {
        Tensor::new(shape.to_vec(), values.to_vec())
    }

    #[test]
    fn one_value_a_channel_meets_all_of_the_channel() {
        let picture = tensor(&[1, 2, 3, 1], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let channel = tensor(&[1, 2, 1, 1], &[10.0, 100.0]);
        let expected = [10.0, 20.0, 30.0, 400.0, 500.0, 600.0];
        for inputs in [[&picture, &channel], [&channel, &picture]] {
            assert_eq!(Operator::Multiply.run(&inputs).expect("they meet").values, expected);
        }
        assert!(Operator::Add.run(&[&picture, &tensor(&[1, 1, 3, 1], &[1.0; 3])]).is_err());
        assert!(Operator::Add.run(&[&picture]).is_err());
    }

    #[test]
    fn channels_are_put_behind_each_other_and_pooled_over_time() {
        let (a, b) = (tensor(&[1, 1, 2], &[1.0, 4.0]), tensor(&[1, 2, 2], &[2.0, 0.0, -3.0, -1.0]));
        let all = Operator::Concat(1).run(&[&a, &b]).expect("alike");
        assert_eq!(Operator::Max.run(&[&all]).expect("pooled"), tensor(&[1, 3], &[4.0, 2.0, -1.0]));
        assert_eq!(Operator::Mean.run(&[&all]).expect("pooled"), tensor(&[1, 3], &[2.5, 1.0, -2.0]));
        assert!(Operator::Concat(2).run(&[&a, &b]).is_err());
        assert!(Operator::Concat(7).run(&[&a, &b]).is_err());
    }

    #[test]
    fn time_is_convolved_with_zeros_around_it() {
        let input = tensor(&[1, 2, 3, 1], &[1.0, 2.0, 3.0, 10.0, 20.0, 30.0]);
        // The row before of the first channel, and the row after of the second.
        let windows = Windows::new(&[1.0, 0.0, 0.0, 0.0, 0.0, 1.0], vec![0.5]);
        let step = Operator::AlongTime { windows, above: 1, below: 1 };
        let expected = tensor(&[1, 1, 3, 1], &[20.5, 31.5, 2.5]);
        assert_eq!(step.run(&[&input]).expect("fits"), expected);
        assert!(step.run(&[&tensor(&[1, 4, 3, 1], &[0.0; 12])]).is_err());
    }
}
