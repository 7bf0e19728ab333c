namespace MetalOrleans.Lab.Fuzzing;

/// <summary>What a run of the fuzzer brought.</summary>
/// <param name="Cases">Inputs that were tried.</param>
/// <param name="Understood">Inputs that the parser took for valid: with none the samples or the repair are wrong.</param>
/// <param name="Finding">The first input that the parser does not bear; null when there was none.</param>
public sealed record FuzzResult(long Cases, long Understood, FuzzFinding? Finding);
