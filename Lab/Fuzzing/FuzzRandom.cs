namespace MetalOrleans.Lab.Fuzzing;

/// <summary>Numbers that are the same for the same seed on every machine: SplitMix64.</summary>
/// <remarks>
/// Each case draws from a generator of its own, made of the run's seed and the case's number, so that any case can be met
/// again without the ones before it.
/// </remarks>
internal struct FuzzRandom(ulong seed, long number)
{
    private ulong _state = seed + ((ulong)number * 0xD1342543DE82EF95);

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number below a limit, which is at least 1.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);
}
