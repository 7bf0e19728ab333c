namespace Orleans;

/// <summary>The grain type's name; without it, the class name in lower case without its suffix <c>Grain</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}
