using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Ownership;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>Reads what a silo says about ownership. Numbers that make no sense are taken for the nearest that does.</summary>
internal static class OwnershipSettingsReader
{
    private const int ProbeCountMax = 10;
    private const int FramesPerSecondMin = 10;

    /// <summary>The times of <see cref="AddressOwnership"/>.</summary>
    public static OwnershipOptions Options(OwnershipSettings settings)
    {
        var defaults = OwnershipOptions.Default;
        var reprobe = Time(settings.ReprobeMilliseconds, defaults.ReprobeMin);
        var reprobeMax = Time(settings.ReprobeMaxMilliseconds, defaults.ReprobeMax);
        var defence = Time(settings.DefenceIntervalMilliseconds, defaults.DefenceInterval);
        return defaults with
        {
            ProbeCount = (int)Math.Min(settings.ProbeCount, ProbeCountMax),
            ProbeInterval = Time(settings.ProbeIntervalMilliseconds, defaults.ProbeInterval),
            DefenceInterval = defence,
            ContestMemory = defence * 3,
            GivesWay = settings.GivesWay,
            ReprobeMin = reprobe,
            ReprobeMax = reprobeMax > reprobe ? reprobeMax : reprobe,
        };
    }

    /// <summary>The pause between gratuitous rounds after the first ones; null for none.</summary>
    public static TimeSpan? Refresh(OwnershipSettings settings) =>
        settings.RefreshMilliseconds == 0 ? null : TimeSpan.FromMilliseconds(settings.RefreshMilliseconds);

    /// <summary>How many frames may leave in a second, and at once.</summary>
    public static (int PerSecond, int Burst) Rate(OwnershipSettings settings) => (
        (int)Math.Clamp(settings.FramesPerSecond, FramesPerSecondMin, int.MaxValue),
        (int)Math.Clamp(settings.FrameBurst, FramesPerSecondMin, int.MaxValue));

    private static TimeSpan Time(uint milliseconds, TimeSpan otherwise) =>
        milliseconds == 0 ? otherwise : TimeSpan.FromMilliseconds(milliseconds);
}
