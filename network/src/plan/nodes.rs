//! What each operator of a graph becomes.

use std::collections::HashMap;

use super::{Planner, Pooling};
use crate::{Refused, Result, onnx::Node, rows::Packed, step::Operator, tensor::transposed, window::Windows};

impl Planner {
    /// Adds what a node does.
    pub(super) fn node(&mut self, node: &Node) -> Result<()> {
        let output = node.outputs.first().ok_or_else(|| Refused::new("it has no output"))?;
        match node.operator.as_str() {
            // Weights in halves become floats when they are read.
            "Cast" => {
                let weights = self.weights(node, 0)?.clone();
                self.model.weights.insert(output.clone(), weights);
                Ok(())
            }
            "Conv" => self.convolution(node, output),
            "MaxPool" if self.poolings.values().any(|pooling| pooling.output == *output) => Ok(()),
            "Gemm" => {
                let dense = self.dense(node)?;
                self.step(dense, &node.inputs[..1], output)
            }
            "Unsqueeze" | "Squeeze" => {
                let shape = self.shape(node)?;
                self.step(Operator::Shape(shape), &node.inputs[..1], output)
            }
            "ReduceMax" => self.reduce(node, Operator::Max, output),
            "ReduceMean" => self.reduce(node, Operator::Mean, output),
            "Concat" => {
                let axis = node.number("axis").and_then(|axis| usize::try_from(axis).ok());
                let axis = axis.ok_or_else(|| Refused::new("it names no axis"))?;
                self.step(Operator::Concat(axis), &node.inputs, output)
            }
            "Add" => self.step(Operator::Add, &node.inputs, output),
            "Mul" => self.step(Operator::Multiply, &node.inputs, output),
            "Relu" => self.step(Operator::Relu, &node.inputs, output),
            "Sigmoid" => self.step(Operator::Sigmoid, &node.inputs, output),
            _ => Err(Refused::new("musicnn has none such")),
        }
    }

    /// Axes of a node: an attribute, or weights since opset 13.
    fn axes(&self, node: &Node) -> Result<Vec<i64>> {
        match node.numbers("axes") {
            Some(axes) => Ok(axes.to_vec()),
            None => Ok(self.weights(node, 1)?.values.iter().map(|&axis| axis as i64).collect()),
        }
    }

    fn shape(&self, node: &Node) -> Result<Vec<usize>> {
        let mut shape = self.input_shape(node)?.to_vec();
        let more = node.operator == "Unsqueeze";
        for axis in self.axes(node)? {
            let rank = shape.len() + usize::from(more);
            let axis =
                usize::try_from(if axis < 0 { axis + rank as i64 } else { axis }).unwrap_or(usize::MAX);
            if more && axis < rank {
                shape.insert(axis, 1);
            } else if !more && shape.get(axis) == Some(&1) {
                shape.remove(axis);
            } else {
                return Err(Refused::new(format!("its axis {axis} is none of {shape:?}")));
            }
        }
        Ok(shape)
    }

    fn reduce(&mut self, node: &Node, operator: Operator, output: &str) -> Result<()> {
        let last = self.input_shape(node)?.len() as i64 - 1;
        let axes = self.axes(node)?;
        if !(axes == [last] || axes == [-1]) || node.number("keepdims") != Some(0) {
            return Err(Refused::new("it is not along the last axis alone"));
        }
        self.step(operator, &node.inputs[..1], output)
    }

    fn dense(&self, node: &Node) -> Result<Operator> {
        let (weights, bias) = (self.weights(node, 1)?, self.weights(node, 2)?);
        let plain = ["alpha", "beta"]
            .iter()
            .all(|name| node.float(name).is_none_or(|factor| (factor - 1.0).abs() < f32::EPSILON));
        let [rows, columns] = weights.shape[..] else {
            return Err(Refused::new("its weights are no matrix"));
        };
        let turned = node.number("transB") == Some(1);
        let channels = if turned { rows } else { columns };
        if !plain || node.number("transA").unwrap_or(0) != 0 || bias.values.len() != channels {
            return Err(Refused::new("it has factors, or a bias of another length"));
        }
        let by_channel = if turned { weights.values.clone() } else { transposed(&weights.values, columns) };
        Ok(Operator::Dense(Windows::new(&by_channel, bias.values.clone())))
    }

    fn convolution(&mut self, node: &Node, output: &str) -> Result<()> {
        let (kernel, bias) = (self.weights(node, 1)?, self.weights(node, 2)?);
        let [channels, inputs, height, width] = kernel.shape[..] else {
            return Err(Refused::new("its weights are not those of a picture"));
        };
        let ones = |name| node.numbers(name).is_none_or(|numbers| numbers.iter().all(|&n| n == 1));
        let pads = node.numbers("pads").unwrap_or(&[0; 4]);
        let pads: Vec<usize> = pads.iter().filter_map(|&pad| usize::try_from(pad).ok()).collect();
        let [above, 0, below, 0] = pads[..] else {
            return Err(Refused::new("its padding is not along time"));
        };
        let plain =
            ones("strides") && ones("dilations") && ones("group") && node.numbers("auto_pad").is_none();
        if !plain || bias.values.len() != channels || above >= height || below >= height {
            return Err(Refused::new("it has strides, dilations, groups or too much padding"));
        }
        let shape = self.input_shape(node)?;
        if let Some(pooling) = self.poolings.get(output) {
            let picture = inputs == 1 && shape.len() == 4 && above + below + 1 == height;
            let whole =
                picture && width + 5 <= shape[3] && pooling.kernel == [1, (shape[3] + 1 - width) as i64];
            if !whole {
                return Err(Refused::new("it is not over the whole picture and pooled by row"));
            }
            let packed = Packed::new(&kernel.values, &bias.values, height, width, above);
            let output = pooling.output.clone();
            return self.step(Operator::RowMaxima(packed), &node.inputs[..1], &output);
        }
        if width != 1 || shape.get(1) != Some(&inputs) {
            return Err(Refused::new("it is neither along time nor pooled by row"));
        }
        // From channel, place to place, channel: as values lie side by side in time.
        let by_place =
            kernel.values.chunks_exact(inputs * height).flat_map(|kernel| transposed(kernel, height));
        let windows = Windows::new(&by_place.collect::<Vec<f32>>(), bias.values.clone());
        self.step(Operator::AlongTime { windows, above, below }, &node.inputs[..1], output)
    }
}

/// Poolings that alone read what a convolution makes.
pub(super) fn poolings(nodes: &[Node]) -> HashMap<String, Pooling> {
    let readers = |name: &String| nodes.iter().filter(|node| node.inputs.contains(name)).count();
    let convolutions =
        nodes.iter().filter(|node| node.operator == "Conv").filter_map(|node| node.outputs.first());
    let alone = convolutions.filter(|name| readers(name) == 1);
    alone
        .filter_map(|name| {
            let pooling =
                nodes.iter().find(|node| node.operator == "MaxPool" && node.inputs.contains(name))?;
            let plain = pooling.numbers("pads").is_none_or(|pads| pads.iter().all(|&pad| pad == 0));
            let kernel = pooling.numbers("kernel_shape")?.to_vec();
            let output = pooling.outputs.first().filter(|_| plain)?.clone();
            Some((name.clone(), Pooling { output, kernel }))
        })
        .collect()
}
