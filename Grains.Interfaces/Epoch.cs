namespace MetalOrleans.Grains.Interfaces;

/// <summary>
/// Which decision about an address is the newer one: the term of the silo in the high 24 bits, a count in the low 40.
/// </summary>
/// <remarks>
/// Epochs of one address only grow (invariant 3). The term is the number of times the silo's lease changed hands, so a
/// silo that lost its lease can never produce the newest epoch.
/// </remarks>
/// <param name="Value">The epoch as one number, as it travels to agents.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.Epoch")]
public readonly record struct Epoch([property: Id(0)] ulong Value) : IComparable<Epoch>
{
    private const int CountBits = 40;

    /// <summary>The epoch before any decision.</summary>
    public static Epoch None => default;

    /// <summary>The next epoch in a term, above both this one and the term's first.</summary>
    public Epoch Next(ulong term) => new(Math.Max(Value, term << CountBits) + 1);

    /// <summary>Orders by value.</summary>
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    /// <summary><c>term.count</c>.</summary>
    public override string ToString() => $"{Value >> CountBits}.{Value & ((1UL << CountBits) - 1)}";
}
