namespace MetalOrleans.Lab.Processes;

/// <summary>The signals the lab sends, signal(7).</summary>
public enum UnixSignal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
