//! An ONNX file's graph: of onnx.proto3 the fields that a network without control flow has.

use std::collections::HashMap;

use half::f16;

use crate::{
    Refused, Result,
    tensor::Tensor,
    wire::{Field, fields},
};

/// A file's graph, weights and metadata.
#[derive(Debug, Default)]
pub struct Model {
    pub(crate) nodes: Vec<Node>,
    /// By their names. Whole numbers, of which only axes are made, are exact as floats.
    pub(crate) weights: HashMap<String, Tensor>,
    /// What stands for the picture.
    pub(crate) inputs: Vec<String>,
    metadata: Vec<(String, String)>,
}

#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) operator: String,
    pub(crate) inputs: Vec<String>,
    pub(crate) outputs: Vec<String>,
    /// Whole numbers; other attributes have no meaning for the operators that are known.
    attributes: Vec<(String, Vec<i64>)>,
    /// Attributes that are floats: factors of `Gemm`.
    floats: Vec<(String, f32)>,
}

impl Model {
    /// Reads a file's bytes.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let mut model = Self::default();
        for field in fields(bytes) {
            match field? {
                (7, graph) => model.graph(graph.bytes()?)?,
                (14, entry) => {
                    let entry = texts(entry.bytes()?)?;
                    model.metadata.push(entry);
                }
                _ => {}
            }
        }
        // Other producers list weights among the inputs.
        model.inputs.retain(|name| !model.weights.contains_key(name));
        Ok(model)
    }

    /// What the file says of itself under a name.
    #[must_use]
    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.metadata.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn graph(&mut self, bytes: &[u8]) -> Result<()> {
        for field in fields(bytes) {
            match field? {
                (1, node) => self.nodes.push(Node::read(node.bytes()?)?),
                (5, tensor) => {
                    let (name, tensor) = weights(tensor.bytes()?)?;
                    self.weights.insert(name, tensor);
                }
                (11, input) => self.inputs.push(texts(input.bytes()?)?.0),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Node {
    fn read(bytes: &[u8]) -> Result<Self> {
        let mut node = Self::default();
        for field in fields(bytes) {
            match field? {
                (1, name) => node.inputs.push(name.text()?),
                (2, name) => node.outputs.push(name.text()?),
                (4, operator) => node.operator = operator.text()?,
                (5, attribute) => node.attribute(attribute.bytes()?)?,
                _ => {}
            }
        }
        Ok(node)
    }

    fn attribute(&mut self, bytes: &[u8]) -> Result<()> {
        let (mut name, mut numbers, mut float) = (String::new(), Vec::new(), None);
        for field in fields(bytes) {
            match field? {
                (1, text) => name = text.text()?,
                (2, Field::Fixed32(bytes)) => float = Some(f32::from_le_bytes(bytes)),
                (3 | 8, content) => content.numbers(&mut numbers)?,
                _ => {}
            }
        }
        self.floats.extend(float.map(|float| (name.clone(), float)));
        self.attributes.push((name, numbers));
        Ok(())
    }

    /// An attribute's numbers; none where it is not set.
    pub(crate) fn numbers(&self, name: &str) -> Option<&[i64]> {
        self.attributes.iter().find(|(at, _)| at == name).map(|(_, numbers)| numbers.as_slice())
    }

    /// An attribute of one number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.numbers(name)?.first().copied()
    }

    /// An attribute that is a float.
    pub(crate) fn float(&self, name: &str) -> Option<f32> {
        self.floats.iter().find(|(at, _)| at == name).map(|&(_, value)| value)
    }
}

/// Fields 1 and 2 where they are texts: the name of an input; key and value.
fn texts(bytes: &[u8]) -> Result<(String, String)> {
    let mut found = (String::new(), String::new());
    for field in fields(bytes) {
        match field? {
            (1, text) => found.0 = text.text()?,
            (2, text) => found.1 = text.text()?,
            _ => {}
        }
    }
    Ok(found)
}

fn weights(bytes: &[u8]) -> Result<(String, Tensor)> {
    let (mut name, mut shape, mut kind, mut raw) = (String::new(), Vec::new(), 0, None);
    let mut whole = Vec::new();
    for field in fields(bytes) {
        match field? {
            (1, lengths) => lengths.numbers(&mut shape)?,
            (2, number) => kind = number.number()?,
            // Floats that stand packed are written as raw bytes are.
            (4 | 9, content) => raw = Some(content.bytes()?),
            (7, content) => content.numbers(&mut whole)?,
            (8, text) => name = text.text()?,
            _ => {}
        }
    }
    let values = match (raw, kind) {
        (None, INT64) => whole.into_iter().map(|number| number as f32).collect(),
        (Some(raw), kind) => floats(raw, kind).ok_or_else(|| unknown(&name))?,
        (None, _) => return Err(unknown(&name)),
    };
    let shape: Option<Vec<usize>> = shape.iter().map(|&length| usize::try_from(length).ok()).collect();
    let shape = shape.filter(|shape| count(shape) == Some(values.len()));
    Ok((name.clone(), Tensor::new(shape.ok_or_else(|| unknown(&name))?, values)))
}

fn count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |product, &length| product.checked_mul(length))
}

const FLOAT: i64 = 1;
const INT64: i64 = 7;
const FLOAT16: i64 = 10;

fn floats(raw: &[u8], kind: i64) -> Option<Vec<f32>> {
    Some(match kind {
        FLOAT => raw.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect(),
        FLOAT16 => raw.as_chunks().0.iter().map(|&bytes| f16::from_le_bytes(bytes).to_f32()).collect(),
        INT64 => raw.as_chunks().0.iter().map(|&bytes| i64::from_le_bytes(bytes) as f32).collect(),
        _ => return None,
    })
}

fn unknown(name: &str) -> Refused {
    Refused::new(format!("the weights {name} are no floats, halves or whole numbers in the file itself"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A field of bytes as it is written.
    pub(crate) fn field(number: u8, content: &[u8]) -> Vec<u8> {
        let mut length = content.len();
        let mut bytes = vec![number << 3 | 2];
        while length >= 0x80 {
            bytes.push(length as u8 | 0x80);
            length >>= 7;
        }
        bytes.push(length as u8);
        [bytes, content.to_vec()].concat()
    }

    /// A model of nothing but weights: `shape` as packed numbers, of a kind, from raw bytes.
    fn with_weights(shape: &[u8], kind: u8, raw: &[u8]) -> Result<Model> {
        let tensor = [field(1, shape), vec![0x10, kind], field(8, b"w"), field(9, raw)].concat();
        Model::read(&field(7, &field(5, &tensor)))
    }

    #[test]
    fn weights_are_floats_halves_and_whole_numbers() {
        let weights =
            |shape, kind, raw: &[u8]| with_weights(shape, kind, raw).expect("read").weights["w"].clone();
        let floats = [1.5_f32.to_le_bytes(), (-2.0_f32).to_le_bytes()].concat();
        assert_eq!(weights(&[1, 2], 1, &floats), Tensor::new(vec![1, 2], vec![1.5, -2.0]));
        assert_eq!(weights(&[2], 10, &[0x00, 0x3c, 0x00, 0xc0]), Tensor::new(vec![2], vec![1.0, -2.0]));
        assert_eq!(weights(&[1], 7, &(-1_i64).to_le_bytes()), Tensor::new(vec![1], vec![-1.0]));
    }

    #[test]
    fn weights_of_another_number_or_kind_than_they_say_are_refused() {
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        let negative = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        for (shape, kind) in [(&huge[..], 1), (&negative, 1), (&[3], 1), (&[1], 8), (&[1], 10)] {
            let why = with_weights(shape, kind, &[0; 4]).expect_err("refused").to_string();
            assert!(why.contains("the weights w"), "{why}");
        }
    }

    #[test]
    fn a_length_beyond_the_end_is_refused() {
        for bytes in [&[0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f][..], &[0x3a, 9, 0x2a]] {
            assert!(Model::read(bytes).is_err());
        }
    }

    #[test]
    fn metadata_and_inputs_are_named() {
        let entry = [field(1, b"labels"), field(2, b"rock|pop")].concat();
        let graph = [field(11, &field(1, b"picture")), field(11, &field(1, b"w"))].concat();
        let weights = [field(1, &[1]), vec![0x10, 1], field(8, b"w"), field(9, &[0; 4])].concat();
        let graph = [graph, field(5, &weights)].concat();
        let model = Model::read(&[field(7, &graph), field(14, &entry)].concat()).expect("read");
        assert_eq!((model.metadata("labels"), model.metadata("title")), (Some("rock|pop"), None));
        assert_eq!(model.inputs, ["picture"]);
    }
}
