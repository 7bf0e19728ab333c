namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>A field that an apply would change although another manager owns it.</summary>
/// <param name="Manager">The owner as the server names it: <c>"kubectl" using v1</c>.</param>
/// <param name="Field">Path of the field: <c>.spec.ports</c>. The field of the status cause.</param>
public sealed record OwnershipConflict(string Manager, string Field)
{
    /// <summary>Type of the status cause.</summary>
    public const string CauseType = "FieldManagerConflict";

    /// <summary>Message of the status cause: <c>conflict with "kubectl" using v1</c>.</summary>
    public string Message => $"conflict with {Manager}";

    /// <summary>All conflicts as one message.</summary>
    internal static string Describe(IReadOnlyList<OwnershipConflict> conflicts)
    {
        if (conflicts.Count == 1)
        {
            return $"Apply failed with 1 conflict: {conflicts[0].Message}: {conflicts[0].Field}";
        }

        var groups = conflicts
            .GroupBy(conflict => conflict.Manager)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group
                .Select(conflict => $"- {conflict.Field}")
                .Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', groups)}";
    }
}
