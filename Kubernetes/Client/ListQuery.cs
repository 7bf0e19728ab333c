namespace MetalOrleans.Kubernetes.Client;

/// <summary>What to list: a scope, selectors and a page.</summary>
public sealed record ListQuery
{
    /// <summary>Everything, in one page.</summary>
    public static ListQuery All { get; } = new();

    /// <summary>The namespace; null or empty means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector as <c>kubectl -l</c> takes it.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector as <c>kubectl --field-selector</c> takes it.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The most items in one page; null means no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>The token of the page before; null for the first.</summary>
    public string? Continue { get; init; }

    /// <summary>The oldest acceptable version; null, the default, means the newest: a consistent read.</summary>
    public string? ResourceVersion { get; init; }

    internal string ToPath(Resources.ResourceDescription description) =>
        new QueryPath(description.CollectionPath(Namespace))
            .With("labelSelector", LabelSelector)
            .With("fieldSelector", FieldSelector)
            .With("limit", Limit)
            .With("continue", Continue)
            .With("resourceVersion", ResourceVersion)
            .ToString();
}
