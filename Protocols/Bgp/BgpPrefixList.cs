using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Prefixes of an UPDATE: counted, and kept for who wants them.</summary>
internal struct BgpPrefixList(bool isKept)
{
    private readonly ImmutableArray<BgpPrefix>.Builder? _prefixes = isKept ? ImmutableArray.CreateBuilder<BgpPrefix>(0) : null;

    public int Count { get; private set; }

    /// <summary>Takes out what was kept.</summary>
    public readonly ImmutableArray<BgpPrefix> Take() => _prefixes!.DrainToImmutable();

    /// <summary>Reads a list of prefixes of one family.</summary>
    /// <returns>Whether the octets are such a list, to the last one.</returns>
    public bool TryRead(ReadOnlySpan<byte> octets, BgpFamily family)
    {
        if (_prefixes is null)
        {
            return TryCount(octets, family);
        }

        _prefixes.Capacity = _prefixes.Count + CountOf(octets);
        while (!octets.IsEmpty)
        {
            if (!BgpPrefix.TryRead(octets, family, out var prefix, out var taken))
            {
                return false;
            }

            _prefixes.Add(prefix);
            Count++;
            octets = octets[taken..];
        }

        return true;
    }

    private bool TryCount(ReadOnlySpan<byte> octets, BgpFamily family)
    {
        var longest = family.PrefixLengthMax;
        var at = 0;
        for (; at < octets.Length; at += BgpPrefix.EncodedLengthOf(octets[at]))
        {
            if (octets[at] > longest)
            {
                return false;
            }

            Count++;
        }

        return at == octets.Length;
    }

    // As many as there are when all of them are right.
    private static int CountOf(ReadOnlySpan<byte> octets)
    {
        var count = 0;
        for (var at = 0; at < octets.Length; at += BgpPrefix.EncodedLengthOf(octets[at]))
        {
            count++;
        }

        return count;
    }
}
