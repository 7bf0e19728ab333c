using System.Collections.Immutable;

namespace MetalOrleans.Lab.Fuzzing;

/// <summary>Makes inputs: random octets, or a valid sample with a few changes.</summary>
internal static class FuzzMutator
{
    /// <summary>Octets of the longest input.</summary>
    public const int LengthMax = 256;

    private const int ChangeCountMax = 8;

    // The edges of signed and unsigned fields, and what lengths and counts are made of.
    private static readonly byte[] Edges = [0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x3F, 0x40, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>Writes an input.</summary>
    /// <returns>Its length.</returns>
    public static int Write(ref FuzzRandom random, ImmutableArray<byte[]> samples, Span<byte> input)
    {
        // One in eight is noise: the rest would never leave the first checks.
        if (samples.IsEmpty || random.Below(8) == 0)
        {
            var noise = random.Below(LengthMax + 1);
            Fill(ref random, input[..noise]);
            return noise;
        }

        var sample = samples[random.Below(samples.Length)];
        sample.CopyTo(input);
        var length = sample.Length;
        for (var changes = random.Below(ChangeCountMax + 1); changes > 0; changes--)
        {
            length = Change(ref random, samples, input, length);
        }

        return length;
    }

    private static int Change(ref FuzzRandom random, ImmutableArray<byte[]> samples, Span<byte> input, int length)
    {
        var kind = random.Below(8);
        if (kind == 0)
        {
            return random.Below(length + 1);
        }

        if (kind == 1)
        {
            var longer = Math.Min(LengthMax, length + 1 + random.Below(32));
            Fill(ref random, input[length..longer]);
            return longer;
        }

        if (length == 0)
        {
            return 0;
        }

        var at = random.Below(length);
        switch (kind)
        {
            case 2 or 3:
                input[at] ^= (byte)(1 << random.Below(8));
                break;
            case 4 or 5:
                input[at] = Edges[random.Below(Edges.Length)];
                break;
            case 6:
                input[at] = (byte)random.Next();
                break;
            default:
                Splice(ref random, samples[random.Below(samples.Length)], input[at..length]);
                break;
        }

        return length;
    }

    private static void Splice(ref FuzzRandom random, ReadOnlySpan<byte> sample, Span<byte> target)
    {
        var from = sample[random.Below(sample.Length)..];
        from = from[..Math.Min(Math.Min(from.Length, target.Length), 1 + random.Below(16))];
        from.CopyTo(target);
    }

    private static void Fill(ref FuzzRandom random, Span<byte> octets)
    {
        foreach (ref var octet in octets)
        {
            octet = (byte)random.Next();
        }
    }
}
