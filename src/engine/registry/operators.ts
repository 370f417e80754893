/**
 * Operators that a model may use, by domain. A closed list: what ONNX Runtime may learn later, plug-ins and operators that
 * open other files (EPContext) or draw from a generator of their own stay out until somebody has looked at them.
 *
 * Sources: the operator sets of ONNX up to opset 24 (github.com/onnx/onnx, docs/Operators.md) and ONNX Runtime's
 * contrib operators (github.com/microsoft/onnxruntime, docs/ContribOperators.md).
 */
import type { OnnxOperator } from "./onnx-file.ts";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const allowed: Readonly<Record<string, ReadonlySet<string>>> = {
  "": new Set(
    words(`
      Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization
      BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Clip Col2Im
      Compress Concat ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumProd CumSum DFT
      DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten
      Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater
      GreaterOrEqual GridSample GroupNormalization HammingWindow HannWindow HardSigmoid HardSwish Hardmax Identity If
      InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax Loop
      LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxUnpool Mean MeanVarianceNormalization MelWeightMatrix Min
      Mish Mod Mul Neg NonMaxSuppression NonZero Not OneHot Optional OptionalGetElement OptionalHasElement Or PRelu Pad Pow
      QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum
      ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize
      ReverseSequence RotaryEmbedding Round STFT Scan Scatter ScatterElements ScatterND Selu SequenceAt SequenceConstruct
      SequenceEmpty SequenceErase SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign
      SimplifiedLayerNormalization Sin Sinh Size Slice Softmax Softplus Softsign SpaceToDepth Split SplitToSequence Sqrt
      Squeeze Sub Sum Swish Tan Tanh TensorScatter ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample
      Where Xor
    `),
  ),
  "ai.onnx.ml": new Set(
    words(`
      ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LinearRegressor Normalizer OneHotEncoder SVMRegressor
      Scaler TreeEnsemble TreeEnsembleRegressor
    `),
  ),
  "com.microsoft": new Set(
    words(`
      Attention BiasAdd BiasGelu BiasSoftmax BiasSplitGelu ComplexMul ComplexMulConj ConvTransposeWithDynamicPads
      DequantizeLinear DynamicQuantizeLSTM DynamicQuantizeMatMul EmbedLayerNormalization ExpandDims FastGelu FusedConv
      FusedGemm FusedMatMul FusedMatMulActivation GatedRelativePositionBias GatherBlockQuantized GatherND Gelu GemmFloat8
      GroupNorm GroupQueryAttention Inverse Irfft LongformerAttention MatMulBnb4 MatMulInteger16 MatMulIntegerToFloat
      MatMulNBits MultiHeadAttention NhwcConv NhwcFusedConv NhwcMaxPool PackedAttention PackedMultiHeadAttention Pad
      QAttention QGemm QLinearAdd QLinearAveragePool QLinearConcat QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu
      QLinearMul QLinearReduceMean QLinearSigmoid QLinearSoftmax QLinearWhere QMoE MoE QuantizeLinear QuantizeWithOrder
      DequantizeWithOrder QuickGelu Range ReduceSumInteger RelativePositionBias RemovePadding RestorePadding Rfft
      RotaryEmbedding SkipGroupNorm SkipLayerNormalization SkipSimplifiedLayerNormalization SparseAttention
      TransposeMatMul Trilu Unique
    `),
  ),
};

/** Their numbers change from run to run: of use only to a model that answers with samples. */
const random: ReadonlySet<string> = new Set([
  "Bernoulli",
  "Multinomial",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
]);

export function isRandom({ domain, name }: OnnxOperator): boolean {
  return domain === "" && random.has(name);
}

export function isAllowed(operator: OnnxOperator): boolean {
  return isRandom(operator) || (allowed[operator.domain]?.has(operator.name) ?? false);
}
