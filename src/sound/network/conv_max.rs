//! The kernel in place of the network's first convolutions and the pooling behind each.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

// tract's macros for operators expect these names in scope.
#[allow(clippy::wildcard_imports)]
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, PaddingSpec};

use super::{super::mel::BANDS, FRAMES, kernel::Packed, row_max::RowMax};

/// `[.., 187, 96]` to `[.., channels, 187, 1]`.
#[derive(Clone, Debug)]
struct ConvMax {
    packed: Arc<Packed>,
    shape: TVec<usize>,
}

// The weights' place says which convolution it is; two are never compared otherwise.
impl PartialEq for ConvMax {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.packed, &other.packed)
    }
}

impl Eq for ConvMax {}

impl Hash for ConvMax {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.packed).hash(state);
    }
}

/// Puts [`ConvMax`] in place of every convolution over the whole picture whose rows are reduced to their maxima.
pub(super) fn use_conv_max(mut model: TypedModel) -> TractResult<TypedModel> {
    let ends: Vec<usize> =
        model.nodes().iter().filter(|node| node.op_is::<RowMax>()).map(|node| node.id).collect();
    for id in ends {
        let Some((input, op)) = convolution_before(&model, id) else { continue };
        let mut patch = TypedModelPatch::default();
        let tap = patch.tap_model(&model, input)?;
        let name = format!("{}.fused", model.node(id).name);
        let out = patch.wire_node(name, op, &[tap])?;
        patch.shunt_outside(&model, id.into(), out[0])?;
        patch.apply(&mut model)?;
    }
    model.compact()?;
    Ok(model)
}

/// The convolution whose result, used nowhere else, the node reduces; and the outlet of its picture.
fn convolution_before(model: &TypedModel, id: usize) -> Option<(OutletId, ConvMax)> {
    let before = model.node(id).inputs[0];
    let node = model.node(before.node);
    let conv = node.op_as::<Conv>()?;
    let only = node.outputs[0].successors.len() == 1;
    let picture = model.outlet_fact(node.inputs[0]).ok()?.shape.as_concrete()?.to_vec();
    let whole = picture.ends_with(&[FRAMES, BANDS]) && picture.iter().product::<usize>() == FRAMES * BANDS;
    let spec = &conv.pool_spec;
    let ones = |values: Option<&TVec<usize>>| values.is_none_or(|v| v.iter().all(|&v| v == 1));
    let plain = ones(spec.strides.as_ref()) && ones(spec.dilations.as_ref()) && conv.group == 1;
    let [height, width] = spec.kernel_shape[..] else { return None };
    let above = match &spec.padding {
        PaddingSpec::Explicit(before, after)
            if before.len() == 2 && (before[1], after[1]) == (0, 0) && before[0] + after[0] + 1 == height =>
        {
            before[0]
        }
        PaddingSpec::Valid if height == 1 => 0,
        _ => return None,
    };
    let constant = |outlet: OutletId| model.outlet_fact(outlet).ok()?.konst.clone();
    let (weights, bias) = (constant(*node.inputs.get(1)?)?, constant(*node.inputs.get(2)?)?);
    let values = |tensor: &Arc<Tensor>| -> Option<Vec<f32>> {
        Some(tensor.try_as_plain_ram().ok()?.as_slice::<f32>().ok()?.to_vec())
    };
    let (weights, mut bias) = (values(&weights)?, values(&bias)?);
    if bias.len() == 1 {
        bias = vec![bias[0]; spec.output_channels];
    }
    let fits = only
        && whole
        && plain
        && conv.q_params.is_none()
        && conv.kernel_fmt == KernelFormat::OIHW
        && bias.len() == spec.output_channels
        && weights.len() == bias.len() * height * width
        && width + 5 <= BANDS;
    let shape: TVec<usize> =
        model.outlet_fact(id.into()).ok()?.shape.as_concrete()?.iter().copied().collect();
    let straight = shape.ends_with(&[bias.len(), FRAMES, 1]);
    let packed = Arc::new(Packed::new(&weights, &bias, height, width, above));
    (fits && straight).then_some((node.inputs[0], ConvMax { packed, shape }))
}

impl Op for ConvMax {
    fn name(&self) -> StaticName {
        "ConvMax".into()
    }

    op_as_typed_op!();
}

impl EvalOp for ConvMax {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = args_1!(inputs);
        let found = self.packed.run(input.try_as_plain_ram()?.as_slice::<f32>()?, BANDS);
        Ok(tvec!(Tensor::from_shape(&self.shape, &found)?.into_tvalue()))
    }
}

impl TypedOp for ConvMax {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(inputs[0].datum_type.fact(&self.shape)))
    }

    as_op!();
}

/// How many convolutions were found; for tests.
#[cfg(test)]
pub(super) fn count(model: &TypedModel) -> usize {
    model.nodes().iter().filter(|node| node.op_is::<ConvMax>()).count()
}
