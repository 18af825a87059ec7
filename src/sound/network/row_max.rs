//! The maximum along rows, in place of a pooling that covers the whole row: tract's pooling visits value by value and
//! takes a third of the network's time.

// tract's macros for operators expect these names in scope.
#[allow(clippy::wildcard_imports)]
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::cnn::MaxPool;

/// `[.., n]` to `[.., 1]`.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub(super) struct RowMax;

/// Puts [`RowMax`] in place of every pooling over whole rows.
pub(super) fn use_row_max(mut model: TypedModel) -> TractResult<TypedModel> {
    let whole_rows: Vec<usize> =
        model.nodes().iter().filter(|node| pools_whole_rows(&model, node)).map(|node| node.id).collect();
    for id in whole_rows {
        let node = model.node(id);
        TypedModelPatch::replace_single_op(&model, node, &node.inputs, RowMax)?.apply(&mut model)?;
    }
    model.compact()?;
    Ok(model)
}

fn pools_whole_rows(model: &TypedModel, node: &TypedNode) -> bool {
    let Some(pool) = node.op_as::<MaxPool>() else { return false };
    let (Ok(input), Ok(output)) = (model.outlet_fact(node.inputs[0]), model.outlet_fact(node.id.into()))
    else {
        return false;
    };
    let (Some(from), Some(to)) = (input.shape.as_concrete(), output.shape.as_concrete()) else {
        return false;
    };
    let (Some((width, above)), Some((1, above_after))) = (from.split_last(), to.split_last()) else {
        return false;
    };
    let kernel = &pool.pool_spec.kernel_shape;
    let one_row =
        kernel.split_last().is_some_and(|(last, rest)| last == width && rest.iter().all(|&k| k == 1));
    one_row
        && above == above_after
        && pool.with_index_outputs.is_none()
        && input.datum_type == f32::datum_type()
}

impl Op for RowMax {
    fn name(&self) -> StaticName {
        "RowMax".into()
    }

    op_as_typed_op!();
}

impl EvalOp for RowMax {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = args_1!(inputs);
        let mut shape: TVec<usize> = input.shape().into();
        let Some(last) = shape.last_mut() else { bail!("no row in a scalar") };
        let width = std::mem::replace(last, 1);
        let values = input
            .try_as_plain_ram()?
            .as_slice::<f32>()?
            .chunks_exact(width.max(1))
            .map(max)
            .collect::<Vec<_>>();
        Ok(tvec!(Tensor::from_shape(&shape, &values)?.into_tvalue()))
    }
}

/// Sixteen maxima side by side, which is what vector registers are for.
fn max(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<16>();
    let mut lanes = [f32::NEG_INFINITY; 16];
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a })
}

impl TypedOp for RowMax {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let mut fact = inputs[0].without_value();
        fact.shape.set(fact.rank() - 1, 1.to_dim());
        Ok(tvec!(fact))
    }

    as_op!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_each_row_is_found_wherever_it_is() {
        for width in [1, 15, 16, 17, 59, 96] {
            for at in [0, width / 2, width - 1] {
                let mut row = vec![-3.0_f32; width];
                row[at] = -1.0;
                assert!((max(&row) + 1.0).abs() < f32::EPSILON, "{at} of {width}");
            }
        }
    }
}
