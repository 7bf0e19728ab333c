namespace MetalOrleans.ApiServer.Schema;

/// <summary>One reason why an object is refused, in the words of a Kubernetes API server.</summary>
/// <param name="Field">JSON path of the offending field, such as <c>spec.ports[0].port</c>; <c>&lt;nil&gt;</c> for the object itself.</param>
/// <param name="Reason">Machine reason of the status cause, such as <c>FieldValueInvalid</c>.</param>
/// <param name="Message">What is wrong, beginning with the kind of error: <c>Invalid value: 99999: ...</c>.</param>
public sealed record FieldError(string Field, string Reason, string Message)
{
    /// <summary>Reason of a value outside its type, range, pattern or rule.</summary>
    public const string Invalid = "FieldValueInvalid";

    /// <summary>Reason of a required field that is absent.</summary>
    public const string Required = "FieldValueRequired";

    /// <summary>Reason of a second entry with the same key.</summary>
    public const string Duplicate = "FieldValueDuplicate";

    /// <summary>Reason of a value outside its enumeration.</summary>
    public const string NotSupported = "FieldValueNotSupported";

    /// <summary>Reason of a value of another JSON type than declared.</summary>
    public const string TypeInvalid = "FieldValueTypeInvalid";

    /// <summary>Reason of a text longer than allowed.</summary>
    public const string TooLong = "FieldValueTooLong";

    /// <summary>Reason of more entries than allowed.</summary>
    public const string TooMany = "FieldValueTooMany";

    /// <summary>Reason of a field that may not be set.</summary>
    public const string Forbidden = "FieldValueForbidden";

    /// <summary>All errors as one sentence, as the message of an <c>Invalid</c> status lists them.</summary>
    public static string Join(IReadOnlyList<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";
    }

    /// <summary>The field and the message, as <c>kubectl</c> prints them.</summary>
    public override string ToString() => $"{Field}: {Message}";
}
