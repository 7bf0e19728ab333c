namespace MetalOrleans.ApiServer.Schema;

/// <summary>Schemas of the kinds that the server knows without a CustomResourceDefinition.</summary>
public static class BuiltInSchemas
{
    /// <summary>The schema of a built-in kind; null when the kind is not modelled.</summary>
    public static StructuralSchema? For(string group, string version, string kind) => null;
}
