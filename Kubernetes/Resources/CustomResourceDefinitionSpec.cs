namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a CustomResourceDefinition, as far as its conversion goes.</summary>
public sealed record CustomResourceDefinitionSpec
{
    /// <summary>How objects are turned into other versions.</summary>
    public CustomResourceConversion? Conversion { get; set; }
}
