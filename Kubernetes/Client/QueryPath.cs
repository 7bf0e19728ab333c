using System.Globalization;
using System.Text;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>A path with query parameters; those without a value are left out.</summary>
internal sealed class QueryPath(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public QueryPath With(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public QueryPath With(string name, int? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
