namespace MetalOrleans.Kubernetes.Resources;

/// <summary>Stands where a field is read over and never written; no value of it exists.</summary>
public sealed record DroppedValue
{
    private DroppedValue()
    {
    }
}
