namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Flags]
public enum TimerBehavior
{
    None = 0,
    Interleaves = 1,
    KeepsAlive = 2,
    Throws = 4,
    Holds = 8,
    WaitsForItsToken = 16,
}
