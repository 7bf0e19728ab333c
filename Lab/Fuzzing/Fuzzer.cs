namespace MetalOrleans.Lab.Fuzzing;

/// <summary>Gives a parser many inputs, each in memory that ends with it. The same seed gives the same inputs.</summary>
public static class Fuzzer
{
    /// <summary>Runs some cases of a target.</summary>
    /// <returns>What was tried, and the first input that it does not bear.</returns>
    public static FuzzResult Run(IFuzzTarget target, ulong seed, long first, long count)
    {
        ArgumentNullException.ThrowIfNull(target);

        using var memory = new GuardedMemory();
        var samples = target.Samples;
        Span<byte> scratch = stackalloc byte[FuzzMutator.LengthMax];
        long understood = 0;
        for (var number = first; number < first + count; number++)
        {
            var random = new FuzzRandom(seed, number);
            var length = FuzzMutator.Write(ref random, samples, scratch);
            var input = memory.Last(length);
            scratch[..length].CopyTo(input);
            try
            {
                // Three in four get past the checksums, which hardly any change leaves right.
                if (random.Below(4) != 0)
                {
                    target.Repair(input);
                }

                understood += target.Parse(input) ? 1 : 0;
            }
            catch (Exception failure)
            {
                return new FuzzResult(number - first + 1, understood, new FuzzFinding(target.Name, seed, number, input.ToArray(), failure));
            }
        }

        return new FuzzResult(count, understood, Finding: null);
    }
}
