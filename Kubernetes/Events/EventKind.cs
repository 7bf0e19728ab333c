namespace MetalOrleans.Kubernetes.Events;

/// <summary>The two types of Event that Kubernetes knows.</summary>
public enum EventKind
{
    /// <summary>Information.</summary>
    Normal,

    /// <summary>Something an operator may have to act on.</summary>
    Warning,
}
