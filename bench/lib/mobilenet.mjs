/** The tensors of every MobileNet here: float32 [batch, 224, 224, 3], and [batch, 1001]. */
export const INPUT = 'input'
export const OUTPUT = 'MobilenetV2/Predictions/Softmax'
export const SIZE = 224
