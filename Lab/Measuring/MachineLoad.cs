using System.Globalization;

namespace MetalOrleans.Lab.Measuring;

/// <summary>What else the machine had to do while something was measured.</summary>
internal static class MachineLoad
{
    /// <summary>The load of the last minute and the number of processors, as a phrase.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} on {Environment.ProcessorCount} processors");
}
