using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>One entry of <c>metadata.managedFields</c>.</summary>
internal sealed record ManagerEntry
{
    internal const string ApplyOperation = "Apply";
    internal const string UpdateOperation = "Update";

    internal required string Manager { get; init; }

    internal required string Operation { get; init; }

    internal required string ApiVersion { get; init; }

    internal string Subresource { get; init; } = "";

    /// <summary>When the entry last changed, to the second.</summary>
    internal DateTimeOffset? Time { get; init; }

    internal FieldSet Fields { get; init; } = FieldSet.Empty;

    /// <summary>Whether both entries belong to the same manager: an applier is one whatever version it writes.</summary>
    internal bool IsSameManager(ManagerEntry other) =>
        Manager == other.Manager
        && Operation == other.Operation
        && Subresource == other.Subresource
        && (Operation == ApplyOperation || ApiVersion == other.ApiVersion);

    /// <summary>The manager as conflicts name it.</summary>
    internal string Describe()
    {
        var name = $"\"{Manager}\"";
        if (Subresource.Length > 0)
        {
            name += $" with subresource \"{Subresource}\"";
        }

        return Operation == UpdateOperation ? $"{name} using {ApiVersion}" : name;
    }

    /// <summary>Reads an entry; null when it is none.</summary>
    internal static ManagerEntry? FromJson(JsonNode? node)
    {
        if (node is not JsonObject entry
            || Text(entry, "operation") is not { } operation
            || operation is not (ApplyOperation or UpdateOperation)
            || Text(entry, "apiVersion") is not { Length: > 0 } version
            || entry["fieldsV1"] is not JsonObject fields)
        {
            return null;
        }

        return new ManagerEntry
        {
            Manager = Text(entry, "manager") ?? "",
            Operation = operation,
            ApiVersion = version,
            Subresource = Text(entry, "subresource") ?? "",
            Time = DateTimeOffset.TryParse(Text(entry, "time"), CultureInfo.InvariantCulture, out var time) ? time : null,
            Fields = FieldSet.FromJson(fields),
        };
    }

    internal JsonObject ToJson()
    {
        var entry = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
        };
        if (Time is { } time)
        {
            entry["time"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        }

        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = Fields.ToJson();
        if (Subresource.Length > 0)
        {
            entry["subresource"] = Subresource;
        }

        return entry;
    }

    private static string? Text(JsonObject entry, string name) =>
        entry[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;
}
