using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>A set of fields of an object, in the form of <c>fieldsV1</c>.</summary>
/// <remarks>
/// <code>
/// {"f:spec": {"f:ports": {".": {}, "k:{\"port\":80,\"protocol\":\"TCP\"}": {"f:nodePort": {}}}}}
///   f: a member, k: an entry of a list by its keys, v: an entry of a set, i: an entry by index, ".": the field itself
/// </code>
/// Immutable. A step of a path is kept as the text it has in <c>fieldsV1</c>.
/// </remarks>
public sealed class FieldSet : IEquatable<FieldSet>
{
    private static readonly ImmutableSortedDictionary<string, FieldSetNode> NoSteps =
        ImmutableSortedDictionary.Create<string, FieldSetNode>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, FieldSetNode> _steps;

    private FieldSet(ImmutableSortedDictionary<string, FieldSetNode> steps) => _steps = steps;

    /// <summary>The set without fields.</summary>
    public static FieldSet Empty { get; } = new(NoSteps);

    /// <summary>Whether there are no fields.</summary>
    public bool IsEmpty => _steps.IsEmpty;

    internal IEnumerable<KeyValuePair<string, FieldSetNode>> Steps => _steps;

    /// <summary>Reads <c>fieldsV1</c>. Never throws: what is no field is passed over.</summary>
    public static FieldSet FromJson(JsonObject? fields)
    {
        if (fields is null)
        {
            return Empty;
        }

        var steps = NoSteps.ToBuilder();
        foreach (var (step, value) in fields)
        {
            if (step.Length < 2 || step[1] != ':' || value is not JsonObject below)
            {
                continue;
            }

            var children = FromJson(below);
            var node = new FieldSetNode(below.Count == 0 || below.ContainsKey("."), children);
            if (!node.IsEmpty)
            {
                steps[step] = node;
            }
        }

        return steps.Count == 0 ? Empty : new FieldSet(steps.ToImmutable());
    }

    /// <summary>The set as <c>fieldsV1</c>.</summary>
    public JsonObject ToJson()
    {
        var fields = new JsonObject();
        foreach (var (step, node) in _steps)
        {
            var below = node.Children.ToJson();
            if (node.IsMember && !node.Children.IsEmpty)
            {
                below.Insert(0, ".", new JsonObject());
            }

            fields[step] = below;
        }

        return fields;
    }

    /// <summary>Fields that are in either set.</summary>
    public FieldSet Union(FieldSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsEmpty || other.IsEmpty)
        {
            return IsEmpty ? other : this;
        }

        var steps = _steps.ToBuilder();
        foreach (var (step, node) in other._steps)
        {
            steps[step] = steps.TryGetValue(step, out var mine)
                ? new FieldSetNode(mine.IsMember || node.IsMember, mine.Children.Union(node.Children))
                : node;
        }

        return new FieldSet(steps.ToImmutable());
    }

    /// <summary>Fields that are in both sets.</summary>
    public FieldSet Intersection(FieldSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Select((step, node) => other._steps.TryGetValue(step, out var theirs)
            ? new FieldSetNode(node.IsMember && theirs.IsMember, node.Children.Intersection(theirs.Children))
            : default);
    }

    /// <summary>Fields that are in this set and not in the other.</summary>
    public FieldSet Difference(FieldSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Select((step, node) => other._steps.TryGetValue(step, out var theirs)
            ? new FieldSetNode(node.IsMember && !theirs.IsMember, node.Children.Difference(theirs.Children))
            : node);
    }

    /// <summary>Whether both hold the same fields.</summary>
    public bool Equals(FieldSet? other) => other is not null
        && _steps.Count == other._steps.Count
        && _steps.All(step => other._steps.TryGetValue(step.Key, out var theirs) && step.Value.Equals(theirs));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Keys.Aggregate(0, (hash, step) => HashCode.Combine(hash, step));

    /// <summary>Paths of all fields, written as in conflicts: <c>.spec.ports[port=80].nodePort</c>.</summary>
    public IEnumerable<string> Paths()
    {
        foreach (var (step, node) in _steps)
        {
            var text = FieldStep.Show(step);
            if (node.IsMember)
            {
                yield return text;
            }

            foreach (var below in node.Children.Paths())
            {
                yield return text + below;
            }
        }
    }

    internal bool Has(string step) => _steps.TryGetValue(step, out var node) && node.IsMember;

    internal FieldSet Below(string step) => _steps.TryGetValue(step, out var node) ? node.Children : Empty;

    internal FieldSet With(string step, FieldSetNode node) =>
        node.IsEmpty ? this : new FieldSet(_steps.SetItem(step, node));

    /// <summary>The set with every declared field on the way to a field: those are not listed, but implied.</summary>
    internal FieldSet WithNamedFields(StructuralSchema? schema, bool isRoot)
    {
        var steps = NoSteps.ToBuilder();
        foreach (var (step, node) in _steps)
        {
            var name = FieldStep.Name(step);
            var isDeclared = name is not null && (isRoot || FieldShape.IsDeclared(schema, name));
            var child = name is null ? schema?.Items : FieldShape.Member(schema, name, isRoot);
            var below = node.Children.WithNamedFields(child, isRoot: false);
            steps[step] = new FieldSetNode(node.IsMember || (isDeclared && !node.Children.IsEmpty), below);
        }

        return new FieldSet(steps.ToImmutable());
    }

    private FieldSet Select(Func<string, FieldSetNode, FieldSetNode> choose)
    {
        var steps = NoSteps.ToBuilder();
        foreach (var (step, node) in _steps)
        {
            var chosen = choose(step, node);
            if (!chosen.IsEmpty)
            {
                steps[step] = chosen;
            }
        }

        return steps.Count == 0 ? Empty : new FieldSet(steps.ToImmutable());
    }
}
