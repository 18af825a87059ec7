//! From a graph to steps, each with its weights packed.

mod nodes;

use std::collections::HashMap;

use crate::{
    Refused, Result,
    onnx::{Model, Node},
    step::Operator,
    tensor::Tensor,
};

/// A network that is ready to run; threads may share it.
#[derive(Debug)]
pub struct Network {
    steps: Vec<Step>,
    /// By slot: values that are the same in every run.
    constants: Vec<Option<Tensor>>,
    input: (usize, Vec<usize>),
    outputs: Vec<usize>,
}

#[derive(Debug)]
struct Step {
    operator: Operator,
    inputs: Vec<usize>,
    output: usize,
}

/// Values of one step at most: what would need more is no network that listens.
const LARGEST: usize = 1 << 24;

impl Network {
    /// Plans a model for inputs of one shape; `outputs` are named with their lengths. One input of zeros goes through
    /// it, so that what cannot work is refused here.
    pub fn new(model: Model, shape: &[usize], outputs: &[(&str, usize)]) -> Result<Self> {
        let mut plan = Planner::new(model, shape)?;
        for node in std::mem::take(&mut plan.model.nodes) {
            plan.node(&node).map_err(|why| refusal(&node, &why))?;
        }
        let outputs =
            outputs.iter().map(|&(name, length)| plan.output(name, length)).collect::<Result<_>>()?;
        Ok(Self {
            steps: plan.steps,
            constants: plan.constants,
            input: (plan.input, shape.to_vec()),
            outputs,
        })
    }

    /// The outputs' values, in the order in which they were named.
    pub fn run(&self, input: &[f32]) -> Result<Vec<Vec<f32>>> {
        let (slot, shape) = &self.input;
        let wanted: usize = shape.iter().product();
        if input.len() != wanted {
            return Err(Refused::new(format!("{} values where {wanted} are wanted", input.len())));
        }
        let mut values: Vec<Option<Tensor>> = vec![None; self.constants.len()];
        values[*slot] = Some(Tensor::new(shape.clone(), input.to_vec()));
        for step in &self.steps {
            let inputs: Option<Vec<&Tensor>> =
                step.inputs.iter().map(|&at| values[at].as_ref().or(self.constants[at].as_ref())).collect();
            let inputs = inputs.ok_or_else(|| Refused::new("a step's input is missing"))?;
            let output = step.operator.run(&inputs)?;
            values[step.output] = Some(output);
        }
        let taken = |&at: &usize| values[at].take().map(|tensor| tensor.values);
        let taken: Option<Vec<Vec<f32>>> = self.outputs.iter().map(taken).collect();
        taken.ok_or_else(|| Refused::new("an output is missing"))
    }

    /// How many convolutions over the picture run together with the pooling behind them.
    #[must_use]
    pub fn over_the_picture(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.operator, Operator::RowMaxima(_))).count()
    }
}

/// Which operator it is that cannot be used.
fn refusal(node: &Node, why: &Refused) -> Refused {
    let name = node.outputs.first().map_or("", String::as_str);
    Refused::new(format!("its operator {} ({name}) cannot be used: {why}", node.operator))
}

/// A plan half made.
struct Planner {
    model: Model,
    /// Names of values and their slots.
    slots: HashMap<String, usize>,
    steps: Vec<Step>,
    constants: Vec<Option<Tensor>>,
    /// What an input of zeros gives, by slot: from it shapes are known.
    values: Vec<Option<Tensor>>,
    /// Poolings by the convolution's output that only they read.
    poolings: HashMap<String, Pooling>,
    input: usize,
}

#[derive(Clone)]
struct Pooling {
    output: String,
    kernel: Vec<i64>,
}

impl Planner {
    fn new(model: Model, shape: &[usize]) -> Result<Self> {
        let [input] = &model.inputs[..] else { return Err(Refused::new("it has not one input")) };
        let input = input.clone();
        let poolings = nodes::poolings(&model.nodes);
        let (slots, steps, constants, values) = Default::default();
        let mut plan = Self { model, slots, steps, constants, values, poolings, input: 0 };
        plan.input = plan.slot(&input);
        plan.values[plan.input] = Some(Tensor::new(shape.to_vec(), vec![0.0; shape.iter().product()]));
        Ok(plan)
    }

    /// A new place for a value.
    fn slot(&mut self, name: &str) -> usize {
        let slot = self.constants.len();
        self.constants.push(None);
        self.values.push(None);
        self.slots.insert(name.to_owned(), slot);
        slot
    }

    /// Adds a step, and takes it on zeros.
    fn step(&mut self, operator: Operator, inputs: &[String], output: &str) -> Result<()> {
        let inputs = inputs.iter().map(|name| self.found(name)).collect::<Result<Vec<usize>>>()?;
        let values = inputs.iter().map(|&at| self.values[at].as_ref().or(self.constants[at].as_ref()));
        let values: Option<Vec<&Tensor>> = values.collect();
        let value = operator.run(&values.ok_or_else(|| Refused::new("an input has no value"))?)?;
        if value.values.len() > LARGEST {
            return Err(Refused::new(format!("it would make {} values", value.values.len())));
        }
        let output = self.slot(output);
        self.values[output] = Some(value);
        self.steps.push(Step { operator, inputs, output });
        Ok(())
    }

    /// The slot of a value that stands already, or of weights.
    fn found(&mut self, name: &str) -> Result<usize> {
        if let Some(&slot) = self.slots.get(name) {
            return Ok(slot);
        }
        let weights = self.model.weights.get(name).cloned();
        let weights = weights.ok_or_else(|| Refused::new(format!("nothing makes {name}")))?;
        let slot = self.slot(name);
        self.constants[slot] = Some(weights);
        Ok(slot)
    }

    fn weights(&self, node: &Node, at: usize) -> Result<&Tensor> {
        let weights = node.inputs.get(at).and_then(|name| self.model.weights.get(name));
        weights
            .filter(|weights| !weights.values.is_empty())
            .ok_or_else(|| Refused::new(format!("its input {at} is not among the weights")))
    }

    /// The shape of a node's first input.
    fn input_shape(&self, node: &Node) -> Result<&[usize]> {
        let slot = node.inputs.first().and_then(|name| self.slots.get(name));
        let value = slot.and_then(|&slot| self.values[slot].as_ref());
        value.map(|value| value.shape.as_slice()).ok_or_else(|| Refused::new("nothing makes its input"))
    }

    /// Where a value goes that is asked for.
    fn output(&self, name: &str, length: usize) -> Result<usize> {
        let slot = self.slots.get(name).copied();
        let shape = slot.and_then(|slot| Some(&self.values[slot].as_ref()?.shape[..]));
        match (slot, shape) {
            (Some(slot), Some(shape)) if shape == [1, length] => Ok(slot),
            (_, Some(shape)) => Err(Refused::new(format!(
                "its output {name} has the shape {shape:?}, expected [1, {length}]"
            ))),
            _ => Err(Refused::new(format!("it has no output {name}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::onnx::tests::field;

    const PICTURE: [usize; 4] = [1, 1, 4, 8];

    fn named(tag: u8, names: &[&str]) -> Vec<u8> {
        names.iter().flat_map(|name| field(tag, name.as_bytes())).collect()
    }

    fn numbers(name: &str, numbers: &[u8]) -> Vec<u8> {
        field(5, &[field(1, name.as_bytes()), field(8, numbers)].concat())
    }

    fn node(operator: &str, inputs: &[&str], output: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
        let parts =
            [named(1, inputs), named(2, &[output]), field(4, operator.as_bytes()), attributes.concat()];
        field(1, &parts.concat())
    }

    fn weights(name: &str, shape: &[u8], values: &[f32]) -> Vec<u8> {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        field(5, &[field(1, shape), vec![0x10, 1], field(8, name.as_bytes()), field(9, &raw)].concat())
    }

    /// A convolution of three by two over the picture, pooled by row, and its mean in time.
    fn graph(kernel: &[u8], pads: &[u8], pooled: u8) -> Vec<u8> {
        let input = field(11, &field(1, b"x"));
        [
            input,
            weights("k", kernel, &[0.5; 6]),
            weights("b", &[1], &[1.0]),
            node("Conv", &["x", "k", "b"], "c", &[numbers("pads", pads)]),
            node("MaxPool", &["c"], "p", &[numbers("kernel_shape", &[1, pooled])]),
            node("Squeeze", &["p"], "s", &[numbers("axes", &[3])]),
            node("ReduceMean", &["s"], "m", &[numbers("axes", &[2]), numbers("keepdims", &[0])]),
        ]
        .concat()
    }

    fn planned(graph: &[u8]) -> Result<Network> {
        Network::new(Model::read(&field(7, graph))?, &PICTURE, &[("m", 1)])
    }

    #[test]
    fn a_small_network_gives_what_one_works_out_by_hand() {
        let network = planned(&graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7)).expect("planned");
        // The outer rows meet four ones, the inner ones six: 3, 4, 4, 3.
        assert_eq!(network.run(&[1.0; 32]).expect("runs"), [[3.5]]);
        assert!(network.run(&[1.0; 31]).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_operator() {
        let cases = [
            (graph(&[1, 1, 2, 3], &[1, 0, 1, 0], 6), "Conv (c)"),
            (graph(&[1, 2, 3, 1], &[1, 0, 1, 0], 8), "Conv (c)"),
            (graph(&[1, 1, 6, 1], &[0, 0, 0, 0], 8), "Conv (c)"),
            (graph(&[1, 1, 3, 2], &[1, 1, 1, 1], 7), "Conv (c)"),
            (graph(&[1, 1, 3, 2], &[1, 0], 7), "Conv (c)"),
            (graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 3), "Conv (c)"),
            (graph(&[6], &[1, 0, 1, 0], 7), "Conv (c)"),
            ([graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7), node("Add", &["m"], "a", &[])].concat(), "Add (a)"),
            ([graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7), node("Relu", &["q"], "a", &[])].concat(), "Relu (a)"),
            (
                [graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7), node("Squeeze", &["m"], "a", &[])].concat(),
                "Squeeze (a)",
            ),
            (
                [graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7), node("Concat", &["m"], "a", &[])].concat(),
                "Concat (a)",
            ),
            (
                [graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7), node("Gemm", &["m", "k", "b"], "a", &[])].concat(),
                "Gemm (a)",
            ),
        ];
        for (at, (graph, says)) in cases.into_iter().enumerate() {
            let why = planned(&graph).expect_err("refused").to_string();
            assert!(why.contains(says), "{at}: {why}");
        }
    }

    #[test]
    fn what_grows_without_end_is_refused() {
        let mut all = graph(&[1, 1, 3, 2], &[1, 0, 1, 0], 7);
        let axis = field(5, &[field(1, b"axis"), vec![0x18, 1]].concat());
        for n in 0..40 {
            let from = if n == 0 { "m".to_owned() } else { format!("g{n}") };
            all.extend(node("Concat", &[&from, &from], &format!("g{}", n + 1), std::slice::from_ref(&axis)));
        }
        assert!(planned(&all).expect_err("refused").to_string().contains("values"));
    }
}
