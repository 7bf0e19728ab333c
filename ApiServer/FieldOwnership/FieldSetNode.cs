namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>What a set holds at one step: the field itself, fields below it, or both.</summary>
internal readonly record struct FieldSetNode
{
    private readonly FieldSet? _children;

    internal FieldSetNode(bool isMember, FieldSet children)
    {
        IsMember = isMember;
        _children = children;
    }

    internal bool IsMember { get; }

    internal FieldSet Children => _children ?? FieldSet.Empty;

    internal bool IsEmpty => !IsMember && Children.IsEmpty;

    public bool Equals(FieldSetNode other) => IsMember == other.IsMember && Children.Equals(other.Children);

    public override int GetHashCode() => HashCode.Combine(IsMember, Children);
}
