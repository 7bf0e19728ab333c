using System.Globalization;
using MetalOrleans.ApiServer.Errors;
using Microsoft.AspNetCore.Http;

namespace MetalOrleans.ApiServer.Requests;

/// <summary>The query parameters of the Kubernetes API.</summary>
internal sealed record RequestOptions
{
    public bool IsWatch { get; private init; }

    public bool IsDryRun { get; private init; }

    public bool Force { get; private init; }

    public string FieldManager { get; private init; } = "";

    /// <summary>Ignore, Warn (the default) or Strict.</summary>
    public string FieldValidation { get; private init; } = "Warn";

    public string LabelSelector { get; private init; } = "";

    public string FieldSelector { get; private init; } = "";

    public int Limit { get; private init; }

    public string Continue { get; private init; } = "";

    /// <summary>Null when absent; 0 means any state.</summary>
    public long? ResourceVersion { get; private init; }

    public string ResourceVersionMatch { get; private init; } = "";

    public int? TimeoutSeconds { get; private init; }

    public bool AllowBookmarks { get; private init; }

    public bool SendInitialEvents { get; private init; }

    /// <summary>What a Table row carries: Metadata, Object or None.</summary>
    public string IncludeObject { get; private init; } = "Metadata";

    public string PropagationPolicy { get; private init; } = "";

    public static RequestOptions Read(IQueryCollection query)
    {
        var options = new RequestOptions
        {
            IsWatch = Flag(query, "watch"),
            IsDryRun = DryRun(query),
            Force = Flag(query, "force"),
            FieldManager = Text(query, "fieldManager"),
            FieldValidation = Text(query, "fieldValidation") is { Length: > 0 } validation ? validation : "Warn",
            LabelSelector = Text(query, "labelSelector"),
            FieldSelector = Text(query, "fieldSelector"),
            Limit = (int)(Number(query, "limit") ?? 0),
            Continue = Text(query, "continue"),
            ResourceVersion = Number(query, "resourceVersion"),
            ResourceVersionMatch = Text(query, "resourceVersionMatch"),
            TimeoutSeconds = (int?)Number(query, "timeoutSeconds"),
            AllowBookmarks = Flag(query, "allowWatchBookmarks"),
            SendInitialEvents = Flag(query, "sendInitialEvents"),
            IncludeObject = Text(query, "includeObject") is { Length: > 0 } include ? include : "Metadata",
            PropagationPolicy = Text(query, "propagationPolicy"),
        };
        if (options.FieldValidation is not ("Ignore" or "Warn" or "Strict"))
        {
            throw Failures.BadRequest($"invalid fieldValidation \"{options.FieldValidation}\": must be Ignore, Warn or Strict");
        }

        return options;
    }

    private static string Text(IQueryCollection query, string name) => query[name].ToString();

    private static bool Flag(IQueryCollection query, string name) => query[name].ToString() is "true" or "1" or "True";

    private static bool DryRun(IQueryCollection query)
    {
        var asked = query["dryRun"];
        if (asked.Count == 0 || asked.ToString().Length == 0)
        {
            return false;
        }

        return asked.ToString() == "All"
            ? true
            : throw new ApiFailure(422, "Invalid", $"\"\" is invalid: dryRun: Unsupported value: [\"{asked}\"]: supported values: \"All\"");
    }

    private static long? Number(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Failures.BadRequest($"invalid value \"{text}\" of the query parameter {name}: it must be a non-negative number");
    }
}
