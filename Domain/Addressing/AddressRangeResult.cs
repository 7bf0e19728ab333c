namespace MetalOrleans.Domain.Addressing;

/// <summary>What came of reading one entry of <c>spec.addresses</c>: exactly one of the two is set.</summary>
/// <param name="Range">The range that was read.</param>
/// <param name="Error">Why there is none, in a sentence that quotes the entry.</param>
public readonly record struct AddressRangeResult(AddressRange? Range, string? Error);
