"""`python -m left_of_labour` is the command `left-of-labour`."""

from left_of_labour.cli import main

if __name__ == "__main__":
    main()
