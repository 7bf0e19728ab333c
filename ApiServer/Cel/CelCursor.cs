namespace MetalOrleans.ApiServer.Cel;

/// <summary>The place in the tokens where the parser stands.</summary>
internal sealed class CelCursor(List<CelToken> tokens)
{
    private int _at;

    internal CelToken Current => tokens[_at];

    /// <summary>Takes the current token; the end can be taken for ever.</summary>
    internal CelToken Next() => tokens[_at < tokens.Count - 1 ? _at++ : _at];

    internal bool Take(string symbol)
    {
        if (Current.Kind != CelTokenKind.Symbol || Current.Text != symbol)
        {
            return false;
        }

        _at++;
        return true;
    }

    internal void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw new CelSyntaxException(
                Current.Position, $"Syntax error: mismatched input '{Current.Text}' expecting '{symbol}'");
        }
    }

    internal CelToken Identifier() =>
        Current.Kind == CelTokenKind.Identifier ? Next() : throw Unexpected(Current);

    internal static CelSyntaxException Unexpected(CelToken token) =>
        new(token.Position, $"Syntax error: mismatched input '{token.Text}'");
}
