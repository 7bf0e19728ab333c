namespace MetalOrleans.Protocols.Bgp;

/// <summary>Types of attributes, each there or not: a bit for each of the 256.</summary>
internal struct BgpAttributeSet
{
    private const int WordBits = 64;

    private ulong _first;
    private ulong _second;
    private ulong _third;
    private ulong _fourth;

    /// <summary>Adds a type.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool Add(BgpAttributeType type)
    {
        switch ((byte)type / WordBits)
        {
            case 1:
                return AddTo(ref _second, type);
            case 2:
                return AddTo(ref _third, type);
            case 3:
                return AddTo(ref _fourth, type);
            default:
                return AddTo(ref _first, type);
        }
    }

    /// <summary>Whether a type is there.</summary>
    public readonly bool Contains(BgpAttributeType type) => (((byte)type / WordBits) switch
    {
        0 => _first,
        1 => _second,
        2 => _third,
        _ => _fourth,
    } & Bit(type)) != 0;

    private static bool AddTo(ref ulong word, BgpAttributeType type)
    {
        var isNew = (word & Bit(type)) == 0;
        word |= Bit(type);
        return isNew;
    }

    private static ulong Bit(BgpAttributeType type) => 1UL << ((byte)type % WordBits);
}
