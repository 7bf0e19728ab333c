namespace Orleans;

/// <summary>Stands in for Orleans' attribute of this name.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}
