using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Manifest;

/// <summary>Names the generated class that registers an assembly's grains. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainManifestAttribute(string typeName) : Attribute
{
    /// <summary>The class, by its full name; it is public in a library and has a static method Register.</summary>
    public string TypeName { get; } = typeName;
}
