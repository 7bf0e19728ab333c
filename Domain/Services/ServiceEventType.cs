namespace MetalOrleans.Domain.Services;

/// <summary>The two types of a Kubernetes Event.</summary>
public enum ServiceEventType
{
    /// <summary>What happened was meant to happen.</summary>
    Normal,

    /// <summary>Somebody should look.</summary>
    Warning,
}
