namespace MetalOrleans.Tests.Manifests.Access;

/// <summary>One verb on one resource that a role gives.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Group">The API group.</param>
/// <param name="Resource">The resource, with its subresource after a slash.</param>
/// <param name="Name">The only object meant; empty for all.</param>
/// <param name="Namespace">Where it holds; null for everywhere.</param>
internal sealed record Grant(string Verb, string Group, string Resource, string Name, string? Namespace)
{
    public bool Permits(ApiCall call) =>
        Verb == call.Verb
        && Group == call.Group
        && Resource == call.Resource
        && (Name.Length == 0 || Name == call.Name)
        && (Namespace is null || Namespace == call.Namespace);

    public override string ToString() =>
        $"{Verb} {(Group.Length > 0 ? Group + "/" : "")}{Resource}{(Name.Length > 0 ? " " + Name : "")}{(Namespace is null ? "" : " in " + Namespace)}";
}
