namespace MetalOrleans.Silo.CommandLine;

/// <summary>A setting that the user has to mend. The message names the option, file or field, and the remedy.</summary>
internal sealed class SettingException : Exception
{
    public SettingException()
    {
    }

    public SettingException(string message)
        : base(message)
    {
    }

    public SettingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
