namespace MetalOrleans.NetAgent.Link;

/// <summary>A connection to the silo could not be opened.</summary>
internal sealed class SiloUnreachableException : Exception
{
    /// <summary>An attempt that failed by our own finding.</summary>
    public SiloUnreachableException(string message)
        : base(message)
    {
    }

    /// <summary>An attempt that failed by another's.</summary>
    public SiloUnreachableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
