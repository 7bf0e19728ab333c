namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>With which other turns of an activation a turn may interleave.</summary>
[Flags]
internal enum TurnTraits : byte
{
    None = 0,

    /// <summary>With all.</summary>
    Interleaves = 1,

    /// <summary>With other read-only ones.</summary>
    ReadOnly = 2,
}
