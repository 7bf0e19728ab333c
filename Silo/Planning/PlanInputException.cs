namespace MetalOrleans.Silo.Planning;

/// <summary>A plan that cannot be understood. The message names the object, the field and the remedy.</summary>
internal sealed class PlanInputException : Exception
{
    public PlanInputException()
    {
    }

    public PlanInputException(string message)
        : base(message)
    {
    }

    public PlanInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
