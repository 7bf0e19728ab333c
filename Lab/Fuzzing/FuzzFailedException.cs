namespace MetalOrleans.Lab.Fuzzing;

/// <summary>A parser understood something that does not hold.</summary>
public sealed class FuzzFailedException(string message) : Exception(message)
{
    /// <summary>Fails unless something holds.</summary>
    public static void ThrowUnless(bool holds, string what)
    {
        if (!holds)
        {
            throw new FuzzFailedException(what);
        }
    }
}
